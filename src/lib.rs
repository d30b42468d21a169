//! Muster: an open, self-hosted CMMC compliance tracker.

#[macro_use]
pub mod kernel;

pub mod access;
pub mod blobs;
pub mod jobs;
pub mod mail;
pub mod web;

pub mod organisations;

pub mod accounts;

pub mod signin;

pub mod catalogue;

pub mod evidence;

pub mod assessments;

pub mod trail;

pub mod status;

pub mod backup;

pub mod app;

pub mod demo;

pub mod cli;
pub mod config;
pub mod logs;
pub mod run;
