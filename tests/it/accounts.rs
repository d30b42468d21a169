//! People: who sees them, who invites, who may become what, and one's own settings.

mod invitations;
mod keyboard;
mod people;
mod settings;
