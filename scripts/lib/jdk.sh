# shellcheck shell=bash
# To be sourced: sets and exports JAVA_HOME (JDK 21 or newer), and with need_maven MVN (Maven 3.8.7 or newer), or exits 1 with a line
# that says what is missing. Takes JAVA_HOME and MVN from the environment if they are good enough, else the newest JDK
# it can find. Runs on the bash 3.2 of macOS.

jdk_minimum=21
maven_minimum=3.8.7

# Prints the major version of the JDK in $1; fails where there is no JDK (a JRE has no javac).
jdk_major() {
  [ -x "$1/bin/javac" ] || return 1
  local version
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/release")
  fi
  if [ -z "${version:-}" ]; then
    version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p')
  fi
  version=${version#1.}
  version=${version%%[!0-9]*}
  [ -n "$version" ] && echo "$version"
}

# Prints the home of the java on the PATH, whatever it is the home of.
jdk_on_path() {
  local java target home
  java=$(command -v java) || return 1
  while [ -L "$java" ]; do
    target=$(readlink "$java")
    case "$target" in
      /*) java=$target ;;
      *) java=$(dirname "$java")/$target ;;
    esac
  done
  home=$(cd "$(dirname "$java")/.." 2>/dev/null && pwd -P)
  # macOS has stubs in /usr/bin that only find the real one.
  [ "$home" != /usr ] && echo "$home"
}

jdk_find() {
  local home major best='' best_major=0
  if [ -n "${JAVA_HOME:-}" ] && major=$(jdk_major "$JAVA_HOME") && [ "$major" -ge "$jdk_minimum" ]; then
    return 0
  fi
  for home in "$(jdk_on_path)" \
    /usr/lib/jvm/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/*; do
    if major=$(jdk_major "$home") && [ "$major" -gt "$best_major" ]; then
      best=$home
      best_major=$major
    fi
  done
  if [ "$best_major" -lt "$jdk_minimum" ]; then
    echo "A JDK $jdk_minimum or newer is missing: get one from https://adoptium.net (or 'sdk install java'), or set JAVA_HOME." >&2
    return 1
  fi
  JAVA_HOME=$best
}

# Whether version $1 is at least version $2, both dotted numbers.
version_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

maven_find() {
  local version
  MVN=${MVN:-mvn}
  if command -v "$MVN" >/dev/null; then
    version=$("$MVN" --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    if [ -n "$version" ] && version_at_least "$version" "$maven_minimum"; then
      return 0
    fi
    echo "Maven $maven_minimum or newer is needed, '$MVN' is ${version:-not Maven}: get it from https://maven.apache.org/download.cgi" >&2
    return 1
  fi
  echo "Maven $maven_minimum or newer is missing: get it from https://maven.apache.org/download.cgi (Debian: apt-get install maven; macOS: brew install maven)" >&2
  return 1
}

# For scripts that build; asking Maven for its version takes a second, which the others are spared.
need_maven() {
  maven_find || exit 1
  export MVN
  if [ "$(jdk_major "$JAVA_HOME")" -ge 24 ]; then
    # Maven's own libraries are older than what these JDKs warn of.
    export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
  fi
}

jdk_find || exit 1
export JAVA_HOME
