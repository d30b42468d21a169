//! The program `muster`: understands its command line and leaves the rest to the library.

use muster::{cli, cli::Command, run};
use std::{process::ExitCode, time::Duration};

/// A page is made of thousands of small pieces of text. With this allocator an overview costs a sixth less of the
/// processors' time than with the one of glibc. SQLite, which asks for memory for each value it hands out, has it too
/// (the feature `override`): a result takes a twentieth less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Command::parse(std::env::args_os().skip(1)) {
        Err(misuse) => cli::refuse(misuse),
        Ok(Command::Help) => cli::print(&cli::help()),
        Ok(Command::Version) => cli::print(cli::version()),
        Ok(Command::CheckConfig) => match cli::configuration() {
            Ok(config) => cli::print(&cli::check_config(&config)),
            Err(refused) => refused,
        },
        Ok(Command::Health) => match cli::configuration().map(|config| cli::health(&config.http)) {
            Ok(Ok(())) => ExitCode::SUCCESS,
            Ok(Err(error)) => failed(&error.into()),
            Err(refused) => refused,
        },
        Ok(command) => run(command),
    }
}

/// How long what waits for a disk may still take once a command has ended. A pipe or a network share that says nothing
/// would keep the program for ever.
const LAST_WAIT: Duration = Duration::from_secs(2);

fn run(command: Command) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let code = match runtime.block_on(run::run(command)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    };
    runtime.shutdown_timeout(LAST_WAIT);
    code
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("muster: {}", cli::why(error));
    ExitCode::FAILURE
}
