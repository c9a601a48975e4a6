// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user that runs PostgreSQL's programs. They refuse to run as root. Root therefore runs them in
 * a user namespace of their own, or, where namespaces are blocked (many containers), as another
 * user.
 *
 * @param prefix words before each command
 * @param owner user who must own PostgreSQL's files; null for the current one
 */
record PostgresProcessUser(List<String> prefix, String owner) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcessUser.class);
  private static final List<String> STAND_INS = List.of("postgres", "nobody");

  /** Finds a user that works on this machine. Fails with POSTGRES_REFUSES_ROOT. */
  static PostgresProcessUser detect() {
    if (!ProgramRunner.output("id", "-u").equals("0")) {
      return new PostgresProcessUser(List.of(), null);
    }
    if (ProgramRunner.succeeds("unshare", "-U", "true")) {
      return new PostgresProcessUser(List.of("unshare", "-U"), "root");
    }
    LOG.info("user namespaces are not available; the embedded PostgreSQL will run as another user");
    for (String name : STAND_INS) {
      if (ProgramRunner.succeeds("setpriv", "--reuid=" + name, "--clear-groups", "true")) {
        return new PostgresProcessUser(
            List.of("setpriv", "--reuid=" + name, "--clear-groups"), name);
      }
      if (ProgramRunner.succeeds("runuser", "-u", name, "--", "true")) {
        return new PostgresProcessUser(List.of("runuser", "-u", name, "--"), name);
      }
    }
    throw new StartupException(
        "POSTGRES_REFUSES_ROOT",
        "the embedded PostgreSQL cannot run as root, user namespaces are blocked here, and neither setpriv nor runuser can"
            + " change to the user postgres or nobody: start as another user, or set DATABASE_URL to a PostgreSQL of your own");
  }

  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /**
   * Lets this user own a directory with its content, and enter the one above.
   *
   * @throws StartupException DATA_DIR_UNUSABLE when the user cannot get there at all
   */
  void own(Path directory) {
    if (owner == null) {
      return;
    }
    try {
      UserPrincipal principal =
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
      if (!Files.getOwner(directory).equals(principal)) {
        giveTo(principal, directory);
      }
      if (!owner.equals("root")) {
        letPass(directory.getParent());
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE",
          "cannot give %s to the user %s: %s".formatted(directory, owner, e.getMessage()),
          e);
    }
    if (!ProgramRunner.succeeds(
        command(List.of("test", "-w", directory.toString())).toArray(String[]::new))) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE",
          ("the embedded PostgreSQL runs as the user %s here, who cannot reach %s: set DATA_DIR to a directory below one that"
                  + " others may enter, for instance /var/lib/carteiro")
              .formatted(owner, directory));
    }
  }

  private static void letPass(Path directory) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
    permissions.addAll(PosixFilePermissions.fromString("--x--x--x"));
    Files.setPosixFilePermissions(directory, permissions);
  }

  private static void giveTo(UserPrincipal principal, Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.toList()) {
        Files.setAttribute(path, "posix:owner", principal, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
