use super::{
    Answer, Call, bugs, clock, faults, ledger, limits, operations, patients, plans, search,
    searches, settings, tenants, users,
};
use crate::edge::route_table;

/// Whether a call belongs to a tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    /// To the tenant in the path, or the default one.
    Tenant,
    /// To the mock as a whole.
    Mock,
}

route_table! {
    /// What answers on the control port.
    Path: Call => Answer;
    /// Whether it belongs to a tenant.
    scope: Scope;

    Clock Tenant Get "/control/v1/clock", clock::show
        "The clock as it stands.";
    SetClock Tenant Put "/control/v1/clock", clock::set
        "Sets the clock: any time until the data port is first used, then only forward.";
    Advance Tenant Post "/control/v1/clock/advance", clock::advance
        "Moves the clock forward.";
    Patients Tenant Get "/control/v1/patients", patients::list
        "People to test with.";
    Patient Tenant Get "/control/v1/patients/{number}", patients::show
        "One patient, whatever the status.";
    PutPatient Tenant Put "/control/v1/patients/{number}", patients::put
        "Creates a patient, or changes what is mentioned.";
    AddPlan Tenant Post "/control/v1/patients/{number}/plans", plans::add
        "Adds a plan.";
    DeletePlan Tenant Delete "/control/v1/patients/{number}/plans/{id}", plans::delete
        "Deletes a plan at once.";
    Users Tenant Get "/control/v1/users", users::list
        "Users to log on as.";
    Search Tenant Post "/control/v1/search", search::search
        "Finds patients by the search form of the web page; it is no access and in no ledger.";
    Accesses Tenant Get "/control/v1/accesses", ledger::accesses
        "Every attempt to open an alert, in the order in which they were decided.";
    Notifications Tenant Get "/control/v1/notifications", ledger::notifications
        "Every notification, from the moment it is decided.";
    Searches Tenant Get "/control/v1/searches", searches::list
        "Every search for patients: who asked for what, and whom the answer showed.";
    Limits Tenant Get "/control/v1/limits", limits::show
        "What applications may ask of PDS.";
    SetLimits Tenant Put "/control/v1/limits", limits::set
        "Puts other limits in the place of those there are.";
    Settings Tenant Get "/control/v1/settings", settings::show
        "How the rules are read where the public record leaves them open.";
    Faults Tenant Get "/control/v1/faults", faults::show
        "What goes wrong on purpose.";
    SetFaults Tenant Put "/control/v1/faults", faults::set
        "Puts other faults in the place of those there are.";
    Bugs Tenant Get "/control/v1/bugs", bugs::list
        "The rules that can be broken on purpose.";
    SetBugs Tenant Put "/control/v1/bugs", bugs::set
        "Switches these bug modes on, and all others off.";
    Reset Tenant Post "/control/v1/reset", tenants::reset
        "Puts people, plans, records, ledger, searches, clock, limits and faults back to the start.";
    Tenants Mock Get "/control/v1/tenants", tenants::list
        "Every tenant.";
    AddTenant Mock Post "/control/v1/tenants", tenants::add
        "Adds a tenant.";
    DeleteTenant Mock Delete "/control/v1/tenants/{id}", tenants::delete
        "Deletes a tenant with everything in it.";
    Live Mock Get "/health/live", operations::live
        "Whether the process runs.";
    Ready Mock Get "/health/ready", operations::ready
        "Whether everything is loaded.";
    Metrics Mock Get "/metrics", operations::metrics
        "Counts in the text form of Prometheus.";
    OpenApi Mock Get "/openapi.json", operations::openapi
        "This description.";
}
