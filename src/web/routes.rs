//! A route table that can be read back: poem's own `Route` cannot list what it holds.

use poem::{Endpoint, IntoEndpoint, Route, RouteMethod, http::Method};

/// One address the program answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// GET or POST.
    pub method: Method,
    /// The path, with `:name` for what varies.
    pub path: &'static str,
}

/// The table while it is being filled.
#[derive(Default)]
pub struct Routes {
    /// Everything registered so far.
    pub addresses: Vec<Address>,
    table: Vec<(&'static str, RouteMethod)>,
}

impl Routes {
    /// Shows something; never changes anything.
    pub fn get<E>(&mut self, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.add(Method::GET, path, endpoint);
    }

    /// Changes something.
    pub fn post<E>(&mut self, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.add(Method::POST, path, endpoint);
    }

    fn add<E>(&mut self, method: Method, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.addresses.push(Address { method: method.clone(), path });
        match self.table.iter_mut().find(|(known, _)| *known == path) {
            Some((_, methods)) => *methods = std::mem::take(methods).method(method, endpoint),
            None => self.table.push((path, RouteMethod::new().method(method, endpoint))),
        }
    }

    /// The table as poem's router.
    pub fn into_route(self) -> Route {
        self.table.into_iter().fold(Route::new(), |route, (path, methods)| route.at(path, methods))
    }
}
