//! The program's tests, on both databases. One binary, so that it is linked once.

#[macro_use]
mod support;

mod fixture;
