"""Users of locust who ask for one path again and again; with LOOK_RATE_EACH, each so often a second."""

import os

from locust import FastHttpUser, HttpUser, constant, constant_throughput, task

PATH = "/cpis/FHIR/R4/CareTeam"
RATE = os.environ.get("LOOK_RATE_EACH")
WAIT = constant_throughput(float(RATE)) if RATE else constant(0)


class Look(HttpUser):
    """By requests."""

    wait_time = WAIT

    @task
    def look(self):
        self.client.get(PATH)


class FastLook(FastHttpUser):
    """By gevent's own client."""

    wait_time = WAIT

    @task
    def look(self):
        self.client.get(PATH)
