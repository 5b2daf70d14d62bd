"""Every error of this package.

BackendError
├── MissingPrerequisite   a tool is not installed; carries the command that installs it
├── BuildFailed           a download or build ended with an error; carries the end of its output
└── StartFailed           a server died or did not answer in time; carries the end of its log
"""


class BackendError(Exception):
    pass


class MissingPrerequisite(BackendError):
    def __init__(self, what: str, *, needed_for: str, install: str) -> None:
        super().__init__(f"{what} is needed for {needed_for}. Install it with: {install}")
        self.what = what
        self.install = install


class BuildFailed(BackendError):
    pass


class StartFailed(BackendError):
    pass
