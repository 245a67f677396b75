using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main",
      worker = (
        modules = [
          (name = "worker.js", esModule = embed "worker.js"),
          (name = "cases.js", esModule = embed "cases.js")
        ],
        compatibilityDate = "2026-07-30",
        bindings = [(name = "HOME_URL", fromEnvironment = "HOME_URL")],
        globalOutbound = "loopback"
      )
    ),
    (name = "loopback", network = (allow = ["local"]))
  ]
);
