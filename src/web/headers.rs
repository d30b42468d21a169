//! stub
/// id
#[derive(Clone)]
pub struct RequestId(pub String);
