-- Wrong tries in a row to prove who one is. They are counted for each address that was typed, whether somebody
-- has it or not, so that nobody can tell; for each kind of proof; and apart for each browser that the person has
-- been signed in with before. `device` is all zeros for the browsers that are strange to the person.
create table guesses (
    subject blob not null,
    kind text not null check (kind in ('password', 'totp', 'code', 'mail', 'passkey')),
    device blob not null,
    user_id blob references users (id),
    failures integer not null,
    failed_at text not null,
    open_at text not null,
    locked_until text,
    address text not null,
    primary key (subject, kind, device)
);
create index guesses_user on guesses (user_id);
create index guesses_failed on guesses (failed_at);
