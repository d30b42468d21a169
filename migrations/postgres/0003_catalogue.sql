-- What an organisation brings to the catalogue. The built-in requirements are data in the program.

-- A body of text: an imported publication, or (key 'own') the organisation's own requirements.
create table catalogues (
    org_id uuid not null references organisations (id),
    id uuid not null,
    catalogue_key text collate "C" not null,
    title text collate "C" not null,
    source text collate "C" not null,
    source_sha256 bytea,
    source_on date,
    imported_at timestamptz not null,
    imported_by uuid references users (id),
    version bigint not null default 1,
    primary key (org_id, id),
    unique (org_id, catalogue_key)
);

-- One requirement of such a body. Key 'own' is assessed; the others are official text to read.
create table requirements (
    org_id uuid not null,
    id uuid not null,
    catalogue_id uuid not null,
    code text collate "C" not null,
    family text collate "C" not null,
    title text collate "C" not null,
    statement text collate "C" not null,
    guidance text collate "C" not null default '',
    place bigint not null,
    created_at timestamptz not null,
    retired_at timestamptz,
    version bigint not null default 1,
    primary key (org_id, id),
    unique (org_id, catalogue_id, code),
    foreign key (org_id, catalogue_id) references catalogues (org_id, id)
);

-- One objective of a requirement, by its letter (or the source's own label).
create table objectives (
    org_id uuid not null,
    requirement_id uuid not null,
    letter text collate "C" not null,
    statement text collate "C" not null,
    place bigint not null,
    primary key (org_id, requirement_id, letter),
    foreign key (org_id, requirement_id) references requirements (org_id, id)
);

-- A file that was read and checked, waiting for somebody to say yes to its preview.
create table imports (
    org_id uuid not null references organisations (id),
    id uuid not null,
    file_name text collate "C" not null,
    parsed jsonb not null,
    created_by uuid references users (id),
    created_at timestamptz not null,
    applied_at timestamptz,
    primary key (org_id, id)
);
