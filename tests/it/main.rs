//! The program's tests, on both databases. One binary, so that it is linked once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

mod accounts;
mod assessments;
mod backup;
mod bad_input;
mod blobs;
mod calendar;
mod catalogue;
mod console;
mod dashboard;
mod demo;
mod evidence;
mod exchange;
mod fixture;
mod house;
mod imports;
mod inspect;
mod jobs;
mod keys;
mod letters;
mod limits;
mod load;
mod mail;
mod notices;
mod organisations;
mod plans;
mod poams;
mod refusals;
mod requests;
mod requirements;
mod reviews;
mod score;
mod settings;
mod signin;
mod status;
mod tasks;
mod trail;
mod workbench;
