// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new case of a sealed type or of an enumeration is never passed over in silence: what does not
 * treat it is refused by the compiler or by this test, which reads the sources of all production
 * code, because Java 17 has no switch over types.
 */
class ExhaustiveCasesTest {

  @Test
  void noProductionCodePassesOverANewCase() throws IOException {
    // Given
    // The benches compare peers of the product and are no part of it.
    List<Path> sources = ProductionSources.without(Set.of("bench"));

    // When
    List<String> silent = silentCases(sources);

    // Then
    assertThat(sources).hasSizeGreaterThan(500);
    assertThat(silent).isEmpty();
  }

  @Test
  void codeThatPassesOverANewCaseIsFound(@TempDir Path folder) throws IOException {
    // Given
    Path source = folder.resolve("Cases.java");
    Files.writeString(
        source,
        """
        package dev.carteiro.cases;
        class Cases {
          sealed interface Shape permits Circle, Square, Line {}
          record Circle() implements Shape {}
          record Square() implements Shape {}
          record Line() implements Shape {}
          enum Colour { RED, GREEN }
          String byDefault(Colour colour) { return switch (colour) { case RED -> "r"; default -> "g"; }; }
          void byStatement(Colour colour) { switch (colour) { case RED -> hashCode(); } }
          String ladder(Shape shape) {
            if (shape instanceof Circle) { return "c"; } else if (shape instanceof Square) { return "s"; }
            return "l";
          }
          String ifs(Shape shape) {
            if (shape instanceof Circle) { return "c"; }
            if (shape instanceof Square) { return "s"; }
            return "l";
          }
          int ifThenTernary(Shape shape) {
            if (shape instanceof Circle) { return 1; }
            return shape instanceof Square ? 2 : 3;
          }
          int ternaries(Shape shape) { return shape instanceof Circle ? 1 : shape instanceof Square ? 2 : 3; }
          String failing(Colour colour) {
            return switch (colour) { case RED -> "r"; default -> throw new IllegalStateException(); };
          }
          Line cast(Shape shape) { return (Line) shape; }
          String exhaustive(Colour colour) { return switch (colour) { case RED -> "r"; case GREEN -> "g"; }; }
          void everyConstant(Colour colour) { switch (colour) { case RED -> hashCode(); case GREEN -> {} } }
          String everyCase(Shape shape) {
            if (shape instanceof Circle) { return "c"; } else if (shape instanceof Square) { return "s"; }
            if (shape instanceof Line) { return "l"; }
            throw new IllegalStateException();
          }
          Line ofAnything(Object any) { return (Line) any; }
          boolean question(Shape shape) { return shape instanceof Circle; }
          int ofText(String text) { return switch (text) { case "a" -> 1; default -> 2; }; }
        }
        """);

    // When
    List<String> silent = silentCases(List.of(source));

    // Then
    assertThat(silent)
        .extracting(found -> found.replaceAll(".*: ", ""))
        .containsExactly(
            "byDefault",
            "byStatement",
            "ladder",
            "ifs",
            "ifThenTernary",
            "ternaries",
            "failing",
            "cast",
            "everyCase");
  }

  /** Where a new case would be passed over: file, line and method. */
  private static List<String> silentCases(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> errors = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  problem -> {
                    if (problem.getKind() == javax.tools.Diagnostic.Kind.ERROR) {
                      errors.add(problem.toString());
                    }
                  },
                  List.of("-proc:none", "-classpath", classpath()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      task.analyze();
      assertThat(errors).isEmpty();
      ExhaustiveCaseScanner scanner = new ExhaustiveCaseScanner(task);
      units.forEach(unit -> scanner.scan(unit, null));
      return scanner.silent();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String classpath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
