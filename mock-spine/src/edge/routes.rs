use http::Method;

/// One line of a route table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route<P: 'static> {
    /// The method.
    pub(crate) verb: Verb,
    /// The path, with names in braces.
    pub(crate) pattern: &'static str,
    /// What answers.
    pub(crate) path: P,
    /// What it is for, in a sentence.
    pub(crate) summary: &'static str,
}

/// The methods that routes have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Verb {
    /// GET, and HEAD with it.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

/// What is said of a path that answers other methods; a method may be as long as a head.
pub(crate) fn no_such_method(method: &Method) -> String {
    let method: String = method.as_str().chars().take(20).collect();
    format!("this path has no {method}")
}

/// A route table, ready to be asked.
#[derive(Debug)]
pub(crate) struct Routes<P: 'static> {
    table: &'static [Route<P>],
    by_path: matchit::Router<Vec<usize>>,
}

/// What a route table says of a request.
#[derive(Debug)]
pub(crate) enum Found<'r, 'p, P: 'static> {
    /// This one answers, with its place in the table and what stood in the braces.
    Route(usize, &'static Route<P>, matchit::Params<'r, 'p>),
    /// The path is there, the method is not; these are.
    OtherVerbs(Vec<Verb>),
    /// There is no such path.
    Nothing,
}

impl Verb {
    /// The method's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    fn matches(self, method: &Method) -> bool {
        method.as_str() == self.as_str() || (self == Self::Get && method == Method::HEAD)
    }
}

impl<P> Routes<P> {
    /// Makes a table ready. A pattern that contradicts an earlier one answers nothing; a test asks for every line.
    pub(crate) fn new(table: &'static [Route<P>]) -> Self {
        let mut by_path = matchit::Router::new();
        let mut places: Vec<(&'static str, Vec<usize>)> = Vec::new();
        for (place, route) in table.iter().enumerate() {
            match places
                .iter_mut()
                .find(|(pattern, _)| *pattern == route.pattern)
            {
                Some((_, routes)) => routes.push(place),
                None => places.push((route.pattern, vec![place])),
            }
        }
        for (pattern, routes) in places {
            if let Err(error) = by_path.insert(pattern, routes) {
                tracing::error!(%error, pattern, "a route contradicts another");
            }
        }
        Self { table, by_path }
    }

    /// Every line of the table.
    pub(crate) fn table(&self) -> &'static [Route<P>] {
        self.table
    }

    /// What answers this method and path.
    pub(crate) fn find<'r, 'p>(&'r self, method: &Method, path: &'p str) -> Found<'r, 'p, P> {
        let Ok(matched) = self.by_path.at(path) else {
            return Found::Nothing;
        };
        let routes = || {
            let places = matched.value.iter();
            places.filter_map(|place| self.table.get(*place).map(|route| (*place, route)))
        };
        match routes().find(|(_, route)| route.verb.matches(method)) {
            Some((place, route)) => Found::Route(place, route, matched.params),
            None => Found::OtherVerbs(routes().map(|(_, route)| route.verb).collect()),
        }
    }
}

/// Writes a port's route table: an enum of what answers, a line of the table for each, and what belongs to it.
///
/// Each line: the name, its mark, the method, the path, what answers, and what it is for.
macro_rules! route_table {
    (
        $(#[$path_doc:meta])*
        $Path:ident: $Call:ident => $Answer:ty;
        $(#[$mark_doc:meta])*
        $mark:ident: $Mark:ident;
        $($path:ident $marked:ident $verb:ident $pattern:expr, $module:ident::$answer:ident $summary:literal;)*
    ) => {
        $(#[$path_doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $Path {
            $(#[doc = $summary] $path,)*
        }

        impl $Path {
            $(#[$mark_doc])*
            pub(crate) const fn $mark(self) -> $Mark {
                match self {
                    $(Self::$path => $Mark::$marked,)*
                }
            }

            /// Answers.
            pub(crate) async fn answer(self, call: &$Call<'_>) -> $Answer {
                match self {
                    $(Self::$path => $module::$answer(call).await,)*
                }
            }
        }

        /// The route table, ready to be asked.
        pub(crate) fn routes() -> $crate::edge::Routes<$Path> {
            const TABLE: &[$crate::edge::Route<$Path>] = &[
                $($crate::edge::Route {
                    verb: $crate::edge::Verb::$verb,
                    pattern: $pattern,
                    path: $Path::$path,
                    summary: $summary,
                },)*
            ];
            $crate::edge::Routes::new(TABLE)
        }
    };
}

pub(crate) use route_table;
