-- What an organisation brings to the catalogue. The built-in requirements are data in the program.

-- A body of text: an imported publication, or (key 'own') the organisation's own requirements.
create table catalogues (
    org_id blob not null references organisations (id),
    id blob not null,
    catalogue_key text not null,
    title text not null,
    source text not null,
    source_sha256 blob,
    source_on text,
    imported_at text not null,
    imported_by blob references users (id),
    version integer not null default 1,
    primary key (org_id, id),
    unique (org_id, catalogue_key)
);

-- One requirement of such a body. Key 'own' is assessed; the others are official text to read.
create table requirements (
    org_id blob not null,
    id blob not null,
    catalogue_id blob not null,
    code text not null,
    family text not null,
    title text not null,
    statement text not null,
    guidance text not null default '',
    place integer not null,
    created_at text not null,
    retired_at text,
    version integer not null default 1,
    primary key (org_id, id),
    unique (org_id, catalogue_id, code),
    foreign key (org_id, catalogue_id) references catalogues (org_id, id)
);

-- One objective of a requirement, by its letter (or the source's own label).
create table objectives (
    org_id blob not null,
    requirement_id blob not null,
    letter text not null,
    statement text not null,
    place integer not null,
    primary key (org_id, requirement_id, letter),
    foreign key (org_id, requirement_id) references requirements (org_id, id)
);

-- A file that was read and checked, waiting for somebody to say yes to its preview.
create table imports (
    org_id blob not null references organisations (id),
    id blob not null,
    file_name text not null,
    parsed text not null,
    created_by blob references users (id),
    created_at text not null,
    applied_at text,
    primary key (org_id, id)
);
