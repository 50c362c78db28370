//! Databases for tests: a PostgreSQL server of one's own, started in a temporary folder and gone when dropped, and an empty
//! database on either.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::Connection as _;
use tempfile::TempDir;

/// Why no server starts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The programs of PostgreSQL are not installed.
    #[error("initdb is neither in PATH nor in /usr/lib/postgresql/*/bin: apt-get install postgresql")]
    NotInstalled,
    /// A program cannot be run, or a folder cannot be made.
    #[error("{what}: {source}")]
    Io {
        /// The program or folder.
        what: String,
        /// The reason.
        source: io::Error,
    },
    /// A program failed.
    #[error("{program}: {said}")]
    Failed {
        /// The program.
        program: String,
        /// What it wrote.
        said: String,
    },
}

/// A running PostgreSQL with its own data, reachable by a Unix socket in a folder that only this user can enter. It is as
/// durable as in production. Dropping it stops it and removes its data.
pub struct PostgresServer {
    programs: PathBuf,
    folder: TempDir,
    databases: AtomicU32,
}

impl PostgresServer {
    /// Makes a cluster and starts it. PostgreSQL refuses to run as root: root runs it as the user `postgres`.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn start() -> Result<Self, ServerError> {
        let io = |source| ServerError::Io { what: "temporary folder".into(), source };
        let folder = tempfile::Builder::new().prefix("tabella-pg").tempdir().map_err(io)?;
        let server = Self { programs: programs()?, folder, databases: AtomicU32::new(0) };
        if is_root()? {
            said("chown", Command::new("chown").arg("postgres").arg(server.folder.path()))?;
        }
        let data = server.data();
        let mut initdb = server.command("initdb")?;
        said(
            "initdb",
            initdb.args(["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D"]).arg(&data),
        )?;
        server.launch()?;
        Ok(server)
    }

    /// Makes an empty database and tells its URL.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn database(&self) -> Result<String, ServerError> {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let folder = self.folder.path().display().to_string();
        said("createdb", self.command("createdb")?.args(["-U", "postgres", "-h", &folder, &name]))?;
        Ok(format!("postgres://postgres@localhost/{name}?host={folder}"))
    }

    /// Kills the server as a crash would, and starts it again on what reached the disk.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn crash(&self) -> Result<(), ServerError> {
        self.stop()?;
        self.launch()
    }

    fn launch(&self) -> Result<(), ServerError> {
        // no TCP at all: the socket's folder is private, and no port can be taken
        let options = format!("-k '{}' -c listen_addresses=''", self.folder.path().display());
        let log = self.folder.path().join("log");
        let mut start = self.command("pg_ctl")?;
        said(
            "pg_ctl",
            start.arg("-D").arg(self.data()).arg("-l").arg(log).args(["-o", &options, "-w", "start"]),
        )
    }

    fn stop(&self) -> Result<(), ServerError> {
        let mut stop = self.command("pg_ctl")?;
        said("pg_ctl", stop.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Result<Command, ServerError> {
        let program = self.programs.join(program);
        let mut command = if is_root()? {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // a folder that the other user may stand in
        command.current_dir(self.folder.path());
        Ok(command)
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // nothing to be done about a server that does not stop
        drop(self.stop());
    }
}

/// An empty database, gone when dropped.
pub struct TestDatabase {
    /// Where it is.
    pub url: String,
    server: Option<Arc<PostgresServer>>,
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file that is not there yet.
    ///
    /// # Panics
    /// If there is no temporary folder.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("temporary folder: {error}"));
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        Self { url, server: None, folder: Some(folder) }
    }

    /// On a server that the tests of this process share; the last one stops it.
    ///
    /// # Panics
    /// If PostgreSQL does not start.
    pub fn postgres() -> Self {
        static SHARED: Mutex<Weak<PostgresServer>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let server = shared.upgrade().unwrap_or_else(|| {
            Arc::new(PostgresServer::start().unwrap_or_else(|error| panic!("PostgreSQL: {error}")))
        });
        *shared = Arc::downgrade(&server);
        drop(shared);
        Self::on(server)
    }

    /// On this server.
    ///
    /// # Panics
    /// If the database cannot be made.
    pub fn on(server: Arc<PostgresServer>) -> Self {
        let url = server.database().unwrap_or_else(|error| panic!("PostgreSQL: {error}"));
        Self { url, server: Some(server), folder: None }
    }

    /// The PostgreSQL server, if it is one.
    pub fn server(&self) -> Option<&Arc<PostgresServer>> {
        self.server.as_ref()
    }

    /// The folder of the SQLite file, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// What someone with the database in their hands does.
    ///
    /// # Errors
    /// The database's.
    pub async fn sql(&self, statements: &str) -> Result<(), sqlx::Error> {
        if self.server.is_some() {
            let mut connection = sqlx::PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(statements).execute(&mut connection).await?;
            connection.close().await
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(statements).execute(&mut connection).await?;
            connection.close().await
        }
    }
}

/// Runs each `async fn(TestDatabase)` as a test on both databases; the crate that tests has `tokio`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use $crate::testing::TestDatabase;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(TestDatabase::postgres()).await;
            }
        }
    )+};
}

/// The folder of `initdb` and its companions.
fn programs() -> Result<PathBuf, ServerError> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = Path::new("/usr/lib/postgresql")
        .read_dir()
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    // in PATH there may be a link to it alone
    let initdb = folders.into_iter().find_map(|folder| folder.join("initdb").canonicalize().ok());
    let folder = initdb.and_then(|initdb| initdb.parent().map(Path::to_path_buf));
    folder.ok_or(ServerError::NotInstalled)
}

fn is_root() -> Result<bool, ServerError> {
    let output = output("id", Command::new("id").arg("-u"))?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn output(program: &str, command: &mut Command) -> Result<Output, ServerError> {
    command.output().map_err(|source| ServerError::Io { what: program.into(), source })
}

/// Runs a program; what it wrote becomes the error if it failed.
fn said(program: &str, command: &mut Command) -> Result<(), ServerError> {
    // pg_ctl leaves a server behind that would keep a pipe open
    let quiet = command.stdin(std::process::Stdio::null());
    let output = output(program, quiet)?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(ServerError::Failed { program: program.into(), said: String::from_utf8_lossy(&said).into_owned() })
}
