# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the start scripts of the peers share. A line that begins with UNAVAILABLE says what the machine lacks; the bench
# shows it in the peer's place.

unavailable() {
  echo "UNAVAILABLE: $*"
  exit 69
}

# Installs Debian packages that are not there; only root can. One at a time, also when several peers start.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || unavailable "needs ${missing[*]}, which this system's packages cannot be asked for"
  [ "$(id -u)" = 0 ] || unavailable "needs ${missing[*]}: as root, apt-get install ${missing[*]}"
  echo "installing ${missing[*]} with apt-get"
  (
    flock 9
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  ) 9>/tmp/carteiro-bench-apt.lock || unavailable "apt-get could not install ${missing[*]}"
}

# Installs the node packages that package-lock.json pins, unless they are there.
need_node_packages() {
  command -v node >/dev/null || unavailable "needs node 20 or later"
  command -v npm >/dev/null || unavailable "needs npm"
  if [ ! -e node_modules/.carteiro ] || [ package-lock.json -nt node_modules/.carteiro ]; then
    npm ci --no-audit --no-fund --ignore-scripts || unavailable "npm ci could not install what package-lock.json names"
    touch node_modules/.carteiro
  fi
}

# Fetches the Java libraries that pom.xml pins into target/lib, unless they are there.
need_maven_packages() {
  command -v mvn >/dev/null || unavailable "needs Maven 3.8 or later"
  if [ ! -e target/.carteiro ] || [ pom.xml -nt target/.carteiro ]; then
    rm -rf target
    mvn -q -B -ntp dependency:copy-dependencies || {
      # Maven leaves colours at the beginning of a line, before what the bench looks for there.
      echo
      unavailable "Maven could not fetch what pom.xml names"
    }
    touch target/.carteiro
  fi
}
