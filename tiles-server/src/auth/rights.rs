//! What a role may do. What it sees of which cases is [`gridward::desk::Scope`]'s.

use gridward::cases::ActKind;
use gridward::desk::Role;

/// All roles, from the narrowest to the widest.
#[cfg(test)]
pub const ROLES: [Role; 6] =
    [Role::Public, Role::Collector, Role::Workstation, Role::Town, Role::Department, Role::District];

/// Whether an account of this role needs a unit.
pub const fn needs_unit(role: Role) -> bool {
    !matches!(role, Role::Public | Role::District)
}

/// Whether it may send cases to the desk. People from outside send theirs through Open311.
pub const fn may_report(role: Role) -> bool {
    !matches!(role, Role::Public)
}

/// Whether it may do this with a case that it works on.
///
/// The centre accepts, files, dispatches, checks and closes (监督中心、指挥中心); extension, suspension, void and the answer to
/// an appeal need its approval. A sub-centre dispatches further down inside its own unit. Units handle. Collectors look.
pub const fn may(role: Role, act: ActKind) -> bool {
    use ActKind as A;
    match role {
        Role::Public => false,
        Role::District => !matches!(act, A::Report),
        Role::Town => matches!(
            act,
            A::Accept
                | A::Verify
                | A::Verified
                | A::File
                | A::Dispatch
                | A::Return
                | A::Handle
                | A::Feedback
                | A::Check
                | A::Checked
                | A::Rework
                | A::Appeal
                | A::Supervise
                | A::Locate
                | A::Reclassify
                | A::Visit
                | A::Attach
                | A::Note
        ),
        Role::Department | Role::Workstation => matches!(
            act,
            A::Return | A::Handle | A::Feedback | A::Appeal | A::Locate | A::Visit | A::Attach | A::Note
        ),
        Role::Collector => matches!(act, A::Verified | A::Checked | A::Locate | A::Attach | A::Note),
    }
}
