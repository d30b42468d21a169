//! Every variable of the environment that Muster reads. This one table drives reading, `muster check-config`
//! and the reference in the handbook, so that they cannot tell different stories.

/// One variable of the environment.
#[derive(Debug)]
pub struct Variable {
    /// Its name, `MUSTER_…`.
    pub name: &'static str,
    /// What it is for, as a whole sentence.
    pub meaning: &'static str,
    /// What a number counts; empty for what is not a number.
    pub unit: &'static str,
    /// What holds when it is not set.
    pub preset: Preset,
    /// A value that would do.
    pub example: &'static str,
    /// Whether its value must not be seen, and may come from a file named by `<name>_FILE`.
    pub is_secret: bool,
}

/// What holds when a variable is not set.
#[derive(Debug)]
pub enum Preset {
    /// This text, read as if it had been set.
    Text(&'static str),
    /// Something worked out at start; the words say what.
    WorkedOut(&'static str),
}

macro_rules! variables {
    ($($name:ident { $variable:literal, $meaning:literal, $unit:literal, $preset:expr, $example:literal,
        $secret:literal })*) => {
        $(
            #[doc = concat!("`", $variable, "`: ", $meaning)]
            pub static $name: Variable = Variable {
                name: $variable,
                meaning: $meaning,
                unit: $unit,
                preset: $preset,
                example: $example,
                is_secret: $secret,
            };
        )*
        /// All of them, in the order in which they are shown.
        pub static VARIABLES: &[&Variable] = &[$(&$name),*];
    };
}

use Preset::{Text, WorkedOut};

variables! {
    ENV { "MUSTER_ENV",
        "Whether this is a place to try things out (development) or real work (production, which is strict).",
        "", Text("development"), "production", false }
    LISTEN { "MUSTER_LISTEN",
        "The address and port on which Muster answers.",
        "", Text("127.0.0.1:8080"), "0.0.0.0:8080", false }
    BASE_URL { "MUSTER_BASE_URL",
        "The address that people type into their browser, without a path.",
        "", WorkedOut("http://localhost and the port in development; has to be set in production"),
        "https://muster.example.com", false }
    TRUSTED_PROXIES { "MUSTER_TRUSTED_PROXIES",
        "Networks of the reverse proxies that are believed whom they speak for, separated by commas.",
        "", Text(""), "10.0.0.0/8, 127.0.0.1", false }
    PROXY_HEADER { "MUSTER_PROXY_HEADER",
        "The header in which those proxies tell the visitor's address: x-forwarded-for or forwarded (RFC 7239).",
        "", Text("x-forwarded-for"), "forwarded", false }
    REDIS_URL { "MUSTER_REDIS_URL",
        "The Redis in which several Musters count tries to sign in together; one Muster alone needs none.",
        "", Text(""), "rediss://:password@redis.example.com:6379", true }
    CONNECTIONS_MAX { "MUSTER_CONNECTIONS_MAX",
        "How many browsers may be connected at once; further ones wait.",
        "connections", Text("512"), "512", false }
    UPLOAD_BYTES_MAX { "MUSTER_UPLOAD_BYTES_MAX",
        "The size of the largest file that can be uploaded; KB, MB and GB (of 1024) are understood.",
        "bytes", Text("10 MB"), "25 MB", false }
    DATA_DIR { "MUSTER_DATA_DIR",
        "The folder for everything that Muster writes, unless told otherwise below.",
        "", Text("./data"), "/var/lib/muster", false }
    BLOBS { "MUSTER_BLOBS",
        "The folder in which the bytes of evidence are kept.",
        "", WorkedOut("“blobs” in the data folder"), "/var/lib/muster/blobs", false }
    DATABASE_URL { "MUSTER_DATABASE_URL",
        "The database: an SQLite file or a PostgreSQL server.",
        "", WorkedOut("an SQLite file “muster.db” in the data folder"),
        "postgres://muster@database.example.com/muster?sslmode=verify-full", true }
    DATABASE_CONNECTIONS { "MUSTER_DATABASE_CONNECTIONS",
        "How many connections to the database are kept for reading at most.",
        "connections", Text("8"), "8", false }
    SECRET_KEY { "MUSTER_SECRET_KEY",
        "The key that binds forms and sessions to this installation, at least 32 characters of pure chance.",
        "", WorkedOut("made at the first start, in the data folder; has to be set in production"),
        "(what `openssl rand -base64 48` prints)", true }
    KEYS { "MUSTER_KEYS",
        "Keys that seal secrets in the database, as name=key, separated by commas or lines; the first one seals, the \
         others open what they have sealed. A former secret key is the last of those, as first= and all of the key.",
        "", WorkedOut("one key, worked out from the secret key"),
        "2027=(what `openssl rand -base64 48` prints)", true }
    SESSION_IDLE_MINUTES { "MUSTER_SESSION_IDLE_MINUTES",
        "After how long without a click a person has to sign in again, at most 60; an organisation may choose less.",
        "minutes", Text("60"), "30", false }
    SESSION_HOURS { "MUSTER_SESSION_HOURS",
        "After how long a person has to sign in again in any case, at most 24; an organisation may choose less.",
        "hours", Text("24"), "12", false }
    REGISTRATION { "MUSTER_REGISTRATION",
        "Whether anybody may begin an organisation of their own here (on), or people come by invitation alone (off).",
        "", Text("off"), "on", false }
    PROVIDER_HOSTS { "MUSTER_PROVIDER_HOSTS",
        "Hosts and networks of sign-in providers that may be asked although they are private, separated by commas.",
        "", Text(""), "keycloak.example.com, 10.20.0.0/16", false }
    HASHES_AT_ONCE { "MUSTER_HASHES_AT_ONCE",
        "How many passwords are checked at the same time; each takes one processor and the memory below.",
        "passwords", WorkedOut("the number of processors"), "2", false }
    ARGON2_MEMORY_KIB { "MUSTER_ARGON2_MEMORY_KIB",
        "How much memory hashing a password takes.",
        "KiB", Text("65536"), "65536", false }
    ARGON2_PASSES { "MUSTER_ARGON2_PASSES",
        "How often hashing a password goes over that memory.",
        "passes", Text("3"), "3", false }
    MAIL_HOST { "MUSTER_MAIL_HOST",
        "The mail server that takes Muster's letters. Without one, development keeps letters in a folder, and \
         production sends none.",
        "", Text(""), "smtp.example.com", false }
    MAIL_TLS { "MUSTER_MAIL_TLS",
        "How the way to it is protected: implicit, starttls, or none (to this machine or in development only).",
        "", Text("starttls"), "implicit", false }
    MAIL_PORT { "MUSTER_MAIL_PORT",
        "Its port.",
        "", WorkedOut("587 for starttls, 465 for implicit, 25 for none"), "587", false }
    MAIL_USER { "MUSTER_MAIL_USER",
        "The user that Muster signs in to it as, if at all.",
        "", Text(""), "muster", false }
    MAIL_PASSWORD { "MUSTER_MAIL_PASSWORD",
        "The password of that user.",
        "", Text(""), "(what the mail server's operator gave you)", true }
    MAIL_FROM { "MUSTER_MAIL_FROM",
        "Whom letters come from.",
        "", WorkedOut("muster@ and the host of the base address"), "Muster <muster@example.com>", false }
    MAIL_CERTIFICATES { "MUSTER_MAIL_CERTIFICATES",
        "A file of certificates (PEM) that are trusted besides the public ones, for a mail server of one's own.",
        "", Text(""), "/etc/muster/mail-ca.pem", false }
    LOG { "MUSTER_LOG",
        "What is logged: a level, or levels by part of the program. Production refuses debug and trace.",
        "", Text("info"), "info,sqlx=warn", false }
    LOG_FORMAT { "MUSTER_LOG_FORMAT",
        "How it is logged: text to read, json for machines, auto for text on a terminal and json elsewhere.",
        "", Text("auto"), "json", false }
}

impl Variable {
    /// The variable that names a file to read the value from, for those that are secret.
    pub fn file_name(&self) -> Option<String> {
        self.is_secret.then(|| format!("{}_FILE", self.name))
    }

    /// What holds when it is not set, in words.
    pub fn preset_words(&self) -> &'static str {
        match self.preset {
            Text("") => "nothing",
            Text(words) | WorkedOut(words) => words,
        }
    }
}

/// The table for the handbook, in Markdown.
pub fn reference() -> String {
    let mut text = String::from("| variable | meaning | default | example |\n|---|---|---|---|\n");
    for variable in VARIABLES {
        let name = match variable.file_name() {
            Some(file) => format!("`{}` or `{file}`", variable.name),
            None => format!("`{}`", variable.name),
        };
        let meaning = match variable.unit {
            "" => variable.meaning.to_owned(),
            unit => format!("{} In {unit}.", variable.meaning),
        };
        let (preset, example) = (variable.preset_words(), variable.example);
        text.push_str(&format!("| {name} | {meaning} | {preset} | `{}` |\n", example.replace('`', "")));
    }
    text
}

/// Whether Muster, or its tests, read a variable of this name.
pub fn is_known(name: &str) -> bool {
    let is_ours =
        |variable: &&Variable| variable.name == name || variable.file_name().is_some_and(|f| f == name);
    name.starts_with("MUSTER_TEST_") || VARIABLES.iter().copied().any(|variable| is_ours(&variable))
}
