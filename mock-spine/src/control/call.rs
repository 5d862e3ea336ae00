use super::Refused;
use crate::app::App;
use crate::tenant::Tenant;
use bytes::Bytes;
use cpis_vocabulary::NhsNumber;
use cpis_wire::control::{ControlError, read};
use http::Request;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// One request of the control port, with all that it needs to be answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) app: &'a App,
    /// The tenant that the path names, or the default one.
    pub(crate) tenant: &'a Arc<Tenant>,
    pub(crate) request: &'a Request<Bytes>,
    pub(crate) params: &'a matchit::Params<'a, 'a>,
}

/// The body of a call that takes none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Call<'_> {
    /// What stands behind the question mark; nothing reads as nothing.
    pub(crate) fn query(&self) -> &str {
        self.request.uri().query().unwrap_or("")
    }

    /// The body, read as what it must be. A call with a body takes no parameters.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        self.no_query()?;
        Ok(read(self.request.body())?)
    }

    /// A call that takes nothing but its path: a body or parameters are a slip, and a slip must not read as success.
    pub(crate) fn nothing(&self) -> Result<(), Refused> {
        self.no_query()?;
        if !self.request.body().is_empty() {
            read::<Nothing>(self.request.body())?;
        }
        Ok(())
    }

    /// The NHS number in the path. SRC-1, DAT-1.
    pub(crate) fn number(&self) -> Result<NhsNumber, Refused> {
        let text = self.params.get("number").unwrap_or_default();
        let number = NhsNumber::parse(text)
            .map_err(|error| Refused::field("nhs_number", error.to_string()))?;
        if number.is_synthetic() {
            Ok(number)
        } else {
            let sentence =
                "a patient's number lies in 900 to 999, which are never issued; this one does not";
            Err(Refused::field("nhs_number", sentence))
        }
    }

    fn no_query(&self) -> Result<(), Refused> {
        if self.query().is_empty() {
            Ok(())
        } else {
            Err(ControlError::new("this call takes no parameters, the request has some").into())
        }
    }
}
