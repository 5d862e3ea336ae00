//! Tenants, made and deleted, and the bug modes that each has. ENV-2.

use super::{Control, ControlFailed};
use http::Method;

impl Control {
    /// Breaks these rules on purpose, and no others.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn set_bugs(&self, on: &[String]) -> Result<(), ControlFailed> {
        let body = serde_json::json!({ "on": on });
        let path = "/control/v1/bugs";
        self.raw(Method::PUT, path, Some(&body)).await.map(drop)
    }

    /// Makes a tenant with the people that the mock was started with. ENV-2.
    ///
    /// # Errors
    /// As [`Control::clock`]; a name that is taken is refused.
    pub async fn add_tenant(&self, name: &str) -> Result<(), ControlFailed> {
        let asked = serde_json::json!({ "id": name });
        let path = "/control/v1/tenants";
        self.of_mock(Method::POST, path, Some(&asked))
            .await
            .map(drop)
    }

    /// Deletes a tenant and everything in it.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn delete_tenant(&self, name: &str) -> Result<(), ControlFailed> {
        let path = format!("/control/v1/tenants/{name}");
        self.of_mock::<()>(Method::DELETE, &path, None)
            .await
            .map(drop)
    }
}
