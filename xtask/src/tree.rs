use crate::source::{code_only, module_files, test_regions};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files of the workspace, or of one made up to try a check.
#[derive(Clone, Debug)]
pub struct Tree {
    files: Vec<File>,
}

/// A text file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the workspace's root, with `/`.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// Its text without comments and literals, if it is Rust.
    pub(crate) code: String,
    /// First and last line of what is compiled for tests only.
    test_regions: Vec<(usize, usize)>,
    only_tests: bool,
}

/// A line of a file.
#[derive(Clone, Copy, Debug)]
pub struct Line<'f> {
    /// Its number, from 1.
    pub number: usize,
    /// As written.
    pub text: &'f str,
    /// Without comments and literals; empty unless the file is Rust.
    pub code: &'f str,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
}

/// Why the files could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} must be readable", path = path.display())]
pub struct TreeError {
    path: PathBuf,
    source: std::io::Error,
}

/// Folders whose names begin with a dot are some editor's or tool's, except these.
const DOTTED: [&str; 4] = [".cargo", ".ci", ".config", ".github"];

impl Tree {
    /// Every text file below `root`, without what git and cargo keep there.
    ///
    /// # Errors
    ///
    /// When a folder or file cannot be read. Files that are not text are left out.
    pub fn read(root: &Path) -> Result<Self, TreeError> {
        let mut files = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for path in children(&folder)? {
                let name = path.file_name().map(|name| name.to_string_lossy());
                let name = name.as_deref().unwrap_or_default();
                if path.is_dir() {
                    let is_ours = !name.starts_with('.') || DOTTED.contains(&name);
                    if is_ours && name != "target" {
                        folders.push(path);
                    }
                } else if let Some(text) = text_of(&path)? {
                    files.push((relative(root, &path), text));
                }
            }
        }
        files.sort();
        Ok(Self::of(files))
    }

    /// A tree of `(path, text)`.
    pub fn of<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let mut files: Vec<File> = files
            .into_iter()
            .map(|(path, text)| File::new(path.into(), text.into()))
            .collect();
        let modules: BTreeSet<String> = files
            .iter()
            .filter(|file| file.is_rust())
            .flat_map(|file| module_files(&file.path, &file.code))
            .collect();
        for file in &mut files {
            let is_module = |module: &String| {
                file.path == *module || module.ends_with('/') && file.path.starts_with(module)
            };
            file.only_tests |= modules.iter().any(is_module);
        }
        Self { files }
    }

    /// Every file, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Every Rust file, in the order of their paths.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|file| file.is_rust())
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files().find(|file| file.path == path)
    }
}

impl File {
    fn new(path: String, text: String) -> Self {
        let code = if has_extension(&path, "rs") {
            code_only(&text)
        } else {
            String::new()
        };
        Self {
            test_regions: test_regions(&code),
            only_tests: path.contains("/tests/") || path.starts_with("tests/"),
            path,
            text,
            code,
        }
    }

    /// Whether it is Rust source.
    pub fn is_rust(&self) -> bool {
        has_extension(&self.path, "rs")
    }

    /// Whether it is a document.
    pub fn is_document(&self) -> bool {
        has_extension(&self.path, "md")
    }

    /// Whether all of it is compiled for tests or benchmarks only.
    pub fn is_test(&self) -> bool {
        self.only_tests
    }

    /// Whether it lies below one of the folders.
    pub fn is_below(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut code = self.code.lines();
        self.text.lines().enumerate().map(move |(index, text)| {
            let number = index + 1;
            Line {
                number,
                text,
                code: code.next().unwrap_or_default(),
                is_test: self.is_test_line(number),
            }
        })
    }

    /// Whether the line is compiled for tests only.
    pub fn is_test_line(&self, number: usize) -> bool {
        let holds = |(first, last): &(usize, usize)| (*first..=*last).contains(&number);
        self.only_tests || self.test_regions.iter().any(holds)
    }
}

fn has_extension(path: &str, wanted: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == wanted)
}

fn children(folder: &Path) -> Result<Vec<PathBuf>, TreeError> {
    let at = |source| TreeError {
        path: folder.to_owned(),
        source,
    };
    std::fs::read_dir(folder)
        .map_err(at)?
        .map(|entry| Ok(entry.map_err(at)?.path()))
        .collect()
}

/// The text of a file, `None` if it is not text. A file that has gone since the folder was listed is no text either.
fn text_of(path: &Path) -> Result<Option<String>, TreeError> {
    use std::io::ErrorKind::{InvalidData, NotFound};
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), InvalidData | NotFound) => Ok(None),
        Err(source) => Err(TreeError {
            path: path.to_owned(),
            source,
        }),
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
