//! A route table that can be read back: poem's own `Route` cannot list what it holds.

use super::csrf::Unproved;
use crate::access::{self, Feature};
use crate::kernel::Error;
use poem::{Endpoint, IntoEndpoint, Request, Route, RouteMethod, http::Method};

/// One address the program answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// GET or POST.
    pub method: Method,
    /// The path, with `:name` for what varies.
    pub path: &'static str,
    /// What an organisation can switch off, and this with it.
    pub feature: Option<Feature>,
}

/// The table while it is being filled.
#[derive(Default)]
pub struct Routes {
    /// Everything registered so far.
    pub addresses: Vec<Address>,
    table: Vec<(&'static str, RouteMethod)>,
    feature: Option<Feature>,
}

impl Routes {
    /// Shows something; never changes anything.
    pub fn get<E>(&mut self, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.add(Method::GET, path, (false, endpoint));
    }

    /// Changes something.
    pub fn post<E>(&mut self, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.add(Method::POST, path, (false, endpoint));
    }

    /// Takes a form with files, which its handler must read as an `Upload`: that alone looks for the form's token.
    pub fn upload<E>(&mut self, path: &'static str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        self.add(Method::POST, path, (true, endpoint));
    }

    /// What `fill` adds is there only where the organisation has `feature`.
    pub fn only_with(&mut self, feature: Feature, fill: impl FnOnce(&mut Self)) {
        let before = self.feature.replace(feature);
        fill(self);
        self.feature = before;
    }

    fn add<E>(&mut self, method: Method, path: &'static str, (takes_files, endpoint): (bool, E))
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint + 'static,
    {
        let feature = self.feature;
        self.addresses.push(Address { method: method.clone(), path, feature });
        let endpoint = Behind { feature, takes_files, inner: endpoint.into_endpoint() };
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

/// An endpoint behind what can be switched off, and that takes no form that nobody has proved.
struct Behind<E> {
    feature: Option<Feature>,
    takes_files: bool,
    inner: E,
}

impl<E: Endpoint> Endpoint for Behind<E> {
    type Output = E::Output;

    async fn call(&self, req: Request) -> poem::Result<Self::Output> {
        match req.data() {
            None => {}
            Some(Unproved::Files) if self.takes_files => {}
            Some(Unproved::Files | Unproved::OtherSession) => return Err(Error::Forged.into()),
        }
        if let Some(feature) = self.feature {
            access::opened(&req, feature)?;
        }
        self.inner.call(req).await
    }
}
