use core::fmt;
use smol_str::SmolStr;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(SmolStr);

        impl $name {
            /// Takes the code as it stands; codes are opaque and compared byte by byte.
            pub fn new(code: impl Into<SmolStr>) -> Self {
                Self(code.into())
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.into())
            }
        }
    )*};
}

codes! {
    /// A user of the national log-on, by the number on the smartcard (`nhsid_useruid`). IDN-1.
    UserId;
    /// A role profile: one user in one job role at one organisation (`person_roleid`, `NHSD-Session-URID`). IDN-1.
    RoleId;
    /// An organisation's ODS code. IDN-1.
    OrganisationCode;
    /// A local authority's code, as it stands on its uploads. ALT-4.
    AuthorityCode;
    /// A national job role, for example `R8001`, a nurse. IDN-1.
    JobRoleCode;
    /// A national activity, for example `B0107`. IDN-3.
    ActivityCode;
    /// The number under which a local authority knows a child. ASN-2.
    LocalChildId;
    /// An upload of a local authority, by its file number. ASN-2.
    UploadId;
}
