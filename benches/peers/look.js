// Users of k6 who ask for one address again and again; with LOOK_RATE, all together so often a second.

import http from "k6/http";

const users = Number(__ENV.LOOK_USERS);
const duration = `${__ENV.LOOK_SECONDS}s`;
const closed = { executor: "constant-vus", vus: users, duration };
const open = {
  executor: "constant-arrival-rate",
  rate: Number(__ENV.LOOK_RATE),
  timeUnit: "1s",
  duration,
  preAllocatedVUs: users,
  maxVUs: users,
};

export const options = { scenarios: { looks: __ENV.LOOK_RATE ? open : closed } };

export default function () {
  http.get(__ENV.LOOK_URL);
}
