// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine and the Java version of a run.
 *
 * @param cores that Java may use
 * @param processor as the system names it; "" when it does not
 * @param memoryGb of the whole machine; 0 when unknown
 */
public record BenchmarkMachine(
    int cores, String processor, long memoryGb, String system, String java) {

  public static BenchmarkMachine here() {
    return new BenchmarkMachine(
        Runtime.getRuntime().availableProcessors(),
        line("/proc/cpuinfo", "model name").replaceFirst(".*: *", ""),
        memoryOfMachineGb(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  String text() {
    return cores
        + " cores"
        + (processor.isEmpty() ? "" : " (" + processor + ")")
        + (memoryGb == 0 ? "" : ", " + memoryGb + " GB")
        + ", "
        + java;
  }

  private static long memoryOfMachineGb() {
    String digits = line("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Math.round(Long.parseLong(digits) / 1024.0 / 1024.0);
  }

  private static String line(String file, String begin) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.filter(line -> line.startsWith(begin)).findFirst().orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }
}
