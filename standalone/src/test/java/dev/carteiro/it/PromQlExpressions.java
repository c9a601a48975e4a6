// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PromQL of the files under {@code deploy/}, and what it needs: metrics and their labels. Knows
 * as much of the language as these files use.
 */
final class PromQlExpressions {
  static final Path DEPLOY = Path.of("..", "deploy");

  /** Made by Prometheus itself, of the process that was scraped. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "le");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
  private static final Pattern NAME =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*}|\\()?");
  private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*[!=]");
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? .*");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"");

  private PromQlExpressions() {}

  static JsonNode alertRules() throws IOException {
    return new YAMLMapper().readTree(Files.readAllBytes(DEPLOY.resolve("prometheus/alerts.yml")));
  }

  static JsonNode dashboard() throws IOException {
    return Json.mapper()
        .readTree(Files.readAllBytes(DEPLOY.resolve("grafana/dashboards/carteiro.json")));
  }

  /** Every expression of both files. */
  static List<String> all() throws IOException {
    List<String> all = new ArrayList<>();
    alertRules().path("groups").findValues("expr").forEach(expr -> all.add(expr.asText()));
    dashboard().findValues("expr").forEach(expr -> all.add(expr.asText()));
    return all;
  }

  /** Metrics that expressions name, with the labels that they name with them. */
  static Map<String, Set<String>> needs(List<String> expressions) {
    Map<String, Set<String>> needs = new TreeMap<>();
    expressions.forEach(expression -> needs(expression, needs));
    return needs;
  }

  private static void needs(String expression, Map<String, Set<String>> needs) {
    String text = RANGE.matcher(STRING.matcher(expression).replaceAll("\"\"")).replaceAll("");
    Set<String> grouped = new TreeSet<>();
    Matcher grouping = GROUPING.matcher(text);
    while (grouping.find()) {
      for (String label : grouping.group(1).split(",")) {
        grouped.add(label.strip());
      }
    }
    Matcher name = NAME.matcher(GROUPING.matcher(text).replaceAll(""));
    while (name.find()) {
      String metric = name.group(1);
      String after = name.group(2) == null ? "" : name.group(2);
      if (after.equals("(") || WORDS.contains(metric) || OF_PROMETHEUS.contains(metric)) {
        continue;
      }
      Set<String> labels = needs.computeIfAbsent(metric, m -> new TreeSet<>());
      Matcher matcher = MATCHER.matcher(after);
      while (matcher.find()) {
        labels.add(matcher.group(1));
      }
      labels.addAll(grouped);
      labels.removeAll(LABELS_OF_PROMETHEUS);
    }
  }

  /** Metrics that processes export, with their labels. */
  static Map<String, Set<String>> exported(List<String> scrapes) {
    Map<String, Set<String>> exported = new HashMap<>();
    for (String scrape : scrapes) {
      scrape
          .lines()
          .map(SAMPLE::matcher)
          .filter(Matcher::matches)
          .forEach(
              sample -> {
                Set<String> labels =
                    exported.computeIfAbsent(sample.group(1), m -> new TreeSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                  labels.add(label.group(1));
                }
              });
    }
    return exported;
  }

  /** What is needed and not exported. */
  static List<String> missing(Map<String, Set<String>> needs, Map<String, Set<String>> exported) {
    List<String> missing = new ArrayList<>();
    needs.forEach(
        (metric, labels) -> {
          Set<String> present = exported.get(metric);
          if (present == null) {
            missing.add(metric);
          } else {
            labels.stream()
                .filter(label -> !present.contains(label))
                .forEach(label -> missing.add(metric + "{" + label + "}"));
          }
        });
    return missing;
  }
}
