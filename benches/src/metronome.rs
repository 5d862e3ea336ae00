//! What the box allows at a fixed rate: one connection, a loop that looks at the clock without ever sleeping, and nothing else.

use crate::stub::PATH;
use crate::{Failure, core};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Asks so often a second, from [`core::CLIENT`]. A request whose answer to the one before it has not come leaves late.
///
/// # Errors
/// When the connection breaks.
pub fn run(address: SocketAddr, rate: u32, seconds: u32) -> Result<(), Failure> {
    core::run_on(core::CLIENT, move || beat(address, rate, seconds))?
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads the machine's clock"
)]
fn beat(address: SocketAddr, rate: u32, seconds: u32) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let request = format!("GET {PATH} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let mut answer = vec![0; 64 * 1024];
    let start = Instant::now();
    for nth in 0..rate * seconds {
        let due = Duration::from_secs(1) * nth / rate;
        while start.elapsed() < due {
            std::hint::spin_loop();
        }
        stream.write_all(request.as_bytes())?;
        // An answer is written in one piece, and is one read long.
        if stream.read(&mut answer)? == 0 {
            return Err("the server must answer, it closed the connection".into());
        }
    }
    Ok(())
}
