// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples.MetricSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses Prometheus' text format. Metrics that nobody needs and invalid lines are left out. */
public final class PrometheusTextParser {
  private static final int MOST_SAMPLES = 50_000;
  private static final Set<String> STREAM_THREADS =
      Set.of("kafka_stream_alive_stream_threads", "kafka_stream_failed_stream_threads");

  private PrometheusTextParser() {}

  /** Parses one response; at most 50,000 samples are kept. */
  public static ProcessMetricSamples read(String text) {
    List<MetricSample> samples = new ArrayList<>();
    for (int from = 0; from < text.length() && samples.size() < MOST_SAMPLES; ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      MetricSample sample = text.charAt(from) == '#' ? null : sample(text.substring(from, end));
      if (sample != null) {
        samples.add(sample);
      }
      from = end + 1;
    }
    return new ProcessMetricSamples(samples);
  }

  private static MetricSample sample(String line) {
    int nameEnd = 0;
    while (nameEnd < line.length() && line.charAt(nameEnd) != '{' && line.charAt(nameEnd) != ' ') {
      nameEnd++;
    }
    String name = line.substring(0, nameEnd);
    if (nameEnd == line.length() || !isWanted(name)) {
      return null;
    }
    Map<String, String> labels = new HashMap<>();
    int rest = line.charAt(nameEnd) == '{' ? labels(line, nameEnd + 1, labels) : nameEnd;
    if (rest < 0) {
      return null;
    }
    String[] numbers = line.substring(rest).strip().split(" ");
    try {
      double value = number(numbers[0]);
      return Double.isNaN(value) ? null : new MetricSample(name, labels, value);
    } catch (NumberFormatException notAValue) {
      return null;
    }
  }

  /** Leaves out most of a response: histogram buckets, metrics of the JVM and Kafka's clients. */
  private static boolean isWanted(String name) {
    return !name.endsWith("_bucket")
        && !name.startsWith("jvm_")
        && (!name.startsWith("kafka_") || STREAM_THREADS.contains(name));
  }

  /** Parses the labels; returns the index after them, or -1 if they do not end. */
  private static int labels(String line, int from, Map<String, String> labels) {
    int at = from;
    while (at < line.length() && line.charAt(at) != '}') {
      int equals = line.indexOf("=\"", at);
      if (equals < 0) {
        return -1;
      }
      String name = line.substring(at, equals).strip();
      StringBuilder value = new StringBuilder();
      at = equals + 2;
      while (at < line.length() && line.charAt(at) != '"') {
        char c = line.charAt(at++);
        if (c == '\\' && at < line.length()) {
          char escaped = line.charAt(at++);
          value.append(escaped == 'n' ? '\n' : escaped);
        } else {
          value.append(c);
        }
      }
      labels.put(name, value.toString());
      at++;
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
      }
    }
    return at < line.length() ? at + 1 : -1;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
