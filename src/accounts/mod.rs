//! People: who belongs to an organisation and in which role, who is invited, and how they like their pages.

mod actions;
mod model;
mod pages;
mod store;

pub use actions::{
    accept, accept_in, account_of, add_member_in, ask_again, begin_also_in, begin_everywhere, begin_in,
    commit_everywhere, commit_to, create_person_in, fate, has_people, invitation, member, members,
    record_everywhere,
};
pub use model::{Colleague, Fate, Invitation, InvitationId, Invited, Member, NewPerson, Person};
pub use pages::routes;
pub use store::{colleague, colleagues, colleagues_with};
