// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A type's name says what it is, and no other type has it: counts the words in the names of all
 * types of production code, nested ones included, and looks for names that are used twice.
 */
class TypeNamesTest {
  private static final Pattern WORD = Pattern.compile("[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z0-9]*|[A-Z]+");

  /** Names that several types may have, each with the reason. */
  private static final Map<String, String> SHARED_NAMES = Map.of();

  private static final double MAX_SHARE_OF_ONE_WORD = 0.12;
  private static final double MIN_SHARE_OF_THREE_WORDS = 0.40;

  @Test
  void noTwoTypesHaveTheSameSimpleName() throws IOException {
    // Given
    List<Path> sources = ProductionSources.without(Set.of());

    // When
    Map<String, Set<String>> placesByName = typeNames(sources);

    // Then
    assertThat(namedTwice(placesByName)).isEmpty();
    assertThat(placesByName.keySet()).containsAll(SHARED_NAMES.keySet());
  }

  @Test
  void namesHaveAsManyWordsAsTheyNeed() throws IOException {
    // Given
    List<Path> sources = ProductionSources.without(Set.of());

    // When
    Map<Long, Long> countByWords =
        typeNames(sources).keySet().stream()
            .collect(Collectors.groupingBy(TypeNamesTest::words, Collectors.counting()));

    // Then
    double all = countByWords.values().stream().mapToLong(Long::longValue).sum();
    long oneWord = countByWords.getOrDefault(1L, 0L);
    long twoWords = countByWords.getOrDefault(2L, 0L);
    assertThat(all).isGreaterThan(800);
    assertThat(oneWord / all).isLessThanOrEqualTo(MAX_SHARE_OF_ONE_WORD);
    assertThat((all - oneWord - twoWords) / all).isGreaterThanOrEqualTo(MIN_SHARE_OF_THREE_WORDS);
  }

  @Test
  void aNameThatIsUsedTwiceIsFound(@TempDir Path folder) throws IOException {
    // Given
    Path first = Files.writeString(folder.resolve("First.java"), "class First { enum Kind {} }");
    Path second =
        Files.writeString(
            folder.resolve("Second.java"),
            "interface Second { default Object one() { record Kind() {} return new Object() {}; } }");

    // When
    Map<String, Set<String>> placesByName = typeNames(List.of(first, second));

    // Then
    assertThat(namedTwice(placesByName)).containsOnlyKeys("Kind");
    assertThat(words("HttpURLReader2")).isEqualTo(3);
  }

  private static Map<String, Set<String>> namedTwice(Map<String, Set<String>> placesByName) {
    Map<String, Set<String>> twice = new TreeMap<>(placesByName);
    twice.values().removeIf(places -> places.size() == 1);
    twice.keySet().removeAll(SHARED_NAMES.keySet());
    return twice;
  }

  /** The places of each type, by its simple name; without anonymous classes. */
  private static Map<String, Set<String>> typeNames(List<Path> sources) throws IOException {
    Map<String, Set<String>> placesByName = new TreeMap<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(
            new TreeScanner<Void, Void>() {
              @Override
              public Void visitClass(ClassTree type, Void unused) {
                if (!type.getSimpleName().isEmpty()) {
                  long start = positions.getStartPosition(unit, type);
                  placesByName
                      .computeIfAbsent(type.getSimpleName().toString(), name -> new TreeSet<>())
                      .add(
                          unit.getSourceFile().getName()
                              + ":"
                              + unit.getLineMap().getLineNumber(start));
                }
                return super.visitClass(type, unused);
              }
            },
            null);
      }
    }
    return placesByName;
  }

  private static long words(String name) {
    return WORD.matcher(name).results().count();
  }
}
