"""A real SMTP server for the tests (aiosmtpd): writes each mail to DIR/N.json and says so on its output.

usage: smtp_server.py DIR none|starttls|tls [--login NAME:PASSWORD] [--cert FILE --key FILE] [--refuse N]
--refuse N: the first N mails are put off with 451.
"""
import argparse
import asyncio
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("security")
parser.add_argument("--login", default="")
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--refuse", type=int, default=0)
options = parser.parse_args()


class Keep:
    def __init__(self):
        self.count = 0
        self.refused = 0

    async def handle_DATA(self, server, session, envelope):
        if self.refused < options.refuse:
            self.refused += 1
            return "451 try again later"
        self.count += 1
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "data": envelope.content.decode("ascii"),
                "tls": session.ssl is not None or options.security == "tls", "login": bool(session.authenticated)}
        (options.folder / f"{self.count}.json").write_text(json.dumps(mail), "utf-8")
        print(f"mail {self.count}", flush=True)
        return "250 kept"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and f"{data.login.decode()}:{data.password.decode()}" == options.login
    return AuthResult(success=good, handled=True)


async def main():
    context = None
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    starttls = options.security == "starttls"
    keep = Keep()

    def session():
        return SMTP(keep, hostname="localhost", tls_context=context if starttls else None, require_starttls=starttls,
                    authenticator=authenticate if options.login else None, auth_required=bool(options.login),
                    auth_require_tls=starttls)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if options.security == "tls" else None)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
