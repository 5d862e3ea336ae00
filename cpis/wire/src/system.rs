//! The systems that identifiers and codes belong to.

/// NHS numbers.
pub const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
/// Organisations and authorities.
pub const ODS_ORGANISATION: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
/// Users of the national log-on.
pub const SDS_USER: &str = "https://fhir.nhs.uk/Id/sds-user-id";
/// Role profiles.
pub const SDS_ROLE_PROFILE: &str = "https://fhir.nhs.uk/Id/sds-role-profile-id";
/// Accredited systems.
pub const SPINE_ASID: &str = "https://fhir.nhs.uk/Id/nhsSpineASID";
/// Products behind the national gateway.
pub const PRODUCT: &str = "https://fhir.nhs.uk/Id/product-id";
/// National job roles.
pub const JOB_ROLE: &str = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1";
/// SNOMED CT.
pub const SNOMED: &str = "http://snomed.info/sct";
/// Kinds of patient flag.
pub const FLAG_CATEGORY: &str =
    "https://fhir.nhs.uk/England/CodeSystem/England-FlagCategoryPatient";
/// Error and warning codes.
pub const SPINE_ERROR: &str = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode";
/// HL7's classes of role.
pub const ROLE_CLASS: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
/// HL7's degrees of confidentiality.
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
