/** Makes a host's `ip` write down in `/run/turns` when a change begins (`+`) and ends (`-`), and take so many seconds for it. */
export const tellTurns = (
  seconds: number,
): string => `mv /sbin/ip /sbin/ip.real && cat >/sbin/ip <<'END' && chmod +x /sbin/ip
#!/bin/sh
case "$*" in *-j*) ;; *-batch*) printf + >>/run/turns; sleep ${seconds}; /sbin/ip.real "$@"; c=$?; printf -- - >>/run/turns; exit $c;; esac
exec /sbin/ip.real "$@"
END`;
