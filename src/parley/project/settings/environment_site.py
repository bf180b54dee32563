"""The environment variables for where the site runs: part of the list in environment.py."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SiteEnvironment(BaseSettings):
    """Where its data lie, at which address it answers, in which language."""

    model_config = SettingsConfigDict(
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,  # a wrong secret must not get into a log
    )

    data: Path = Field(
        Path("parley-data"),
        alias="PARLEY_DATA",
        description="Folder for the database, the uploaded files and the secret key.",
    )
    host: str = Field("127.0.0.1", alias="PARLEY_HOST", description="Address the server listens on.")
    port: int = Field(
        8000,
        ge=0,
        le=65535,
        alias="PARLEY_PORT",
        description="Port the server listens on; 0 lets the system choose.",
    )
    url: str = Field(
        "",
        alias="PARLEY_URL",
        description="Public address of the site, such as https://news.example; empty means the address it listens on. "
        "An https address turns on secure cookies and HSTS.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), alias="PARLEY_HOSTS", description="Further host names the site answers to, separated by commas."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="PARLEY_TRUSTED_PROXIES",
        description="Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    site_name: str = Field(
        "",
        alias="PARLEY_SITE_NAME",
        description="Name of the publication at the first start; afterwards it is edited in the newsroom.",
    )
    language: str = Field(
        "en",
        alias="PARLEY_LANGUAGE",
        description="Language of the interface, as a code such as en, de or ar.",
    )
    time_zone: str = Field(
        "UTC",
        alias="PARLEY_TIME_ZONE",
        description="Time zone in which times are shown, such as Europe/Berlin.",
    )
    secret_key: str = Field(
        "",
        alias="PARLEY_SECRET_KEY",
        repr=False,
        description="Key that signs cookies and tokens; empty means the file secret_key in the data folder, "
        "made at the first start.",
    )
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        repr=False,
        description="Database as a URL; empty means SQLite in the data folder.",
    )
