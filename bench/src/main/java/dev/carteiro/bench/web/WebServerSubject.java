// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.WarmUpRunner;
import dev.carteiro.bench.load.HttpLoadGenerator;
import dev.carteiro.bench.load.HttpRequestSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that accepts webhooks, with its stores. The first contest that measures it starts it and
 * warms it up; it serves all contests of the benchmark and ends with them.
 */
final class WebServerSubject {
  /** Starts the processes. */
  interface SubjectStarter {
    /**
     * @param running gets what was started, also when the start fails later
     */
    void into(RunningSubjectProcesses running) throws ContenderUnavailableException;
  }

  /** The processes of a subject that was started. */
  static final class RunningSubjectProcesses {
    private final List<ProcessHandle> server = new ArrayList<>();
    private final List<ProcessHandle> store = new ArrayList<>();
    private InetSocketAddress address;
    private Runnable afterEach = () -> {};

    /** Sets the address at which it serves. */
    RunningSubjectProcesses serves(InetSocketAddress address) {
      this.address = address;
      return this;
    }

    /** Adds a process of the server itself. */
    RunningSubjectProcesses server(ProcessHandle process) {
      server.add(process);
      return this;
    }

    /**
     * Adds a process of its store, which other subjects may share, because they are measured in
     * turn.
     */
    RunningSubjectProcesses store(ProcessHandle process) {
      store.add(process);
      return this;
    }

    /** Sets a task that runs after each measurement. */
    RunningSubjectProcesses afterEach(Runnable task) {
      afterEach = task;
      return this;
    }

    InetSocketAddress address() {
      return address;
    }

    ProcessMeter serverMeter() {
      return new ProcessMeter(server);
    }

    ProcessMeter storeMeter() {
      return new ProcessMeter(store);
    }

    Runnable afterEach() {
      return afterEach;
    }
  }

  private final String name;
  private final BenchmarkContender.ContenderKind kind;
  private final SubjectStarter start;
  private final HttpRequestSource warmUpRequests;
  private final WebServerContender.HttpLoadProfile warmUpLoad;
  private final Duration warmUp;
  private RunningSubjectProcesses running;
  private ContenderUnavailableException unavailable;

  /**
   * @param warmUp longest warm-up before the first contest, for the JIT compilers of Java and
   *     JavaScript
   */
  WebServerSubject(
      String name,
      BenchmarkContender.ContenderKind kind,
      SubjectStarter start,
      HttpRequestSource warmUpRequests,
      WebServerContender.HttpLoadProfile warmUpLoad,
      Duration warmUp) {
    this.name = name;
    this.kind = kind;
    this.start = start;
    this.warmUpRequests = warmUpRequests;
    this.warmUpLoad = warmUpLoad;
    this.warmUp = warmUp;
  }

  String name() {
    return name;
  }

  BenchmarkContender.ContenderKind kind() {
    return kind;
  }

  /** Returns the processes; the first call starts them and warms them up. */
  RunningSubjectProcesses running() throws ContenderUnavailableException {
    if (unavailable != null) {
      throw unavailable;
    }
    if (running == null) {
      running = new RunningSubjectProcesses();
      try {
        start.into(running);
      } catch (ContenderUnavailableException e) {
        unavailable = e;
        throw e;
      }
      warm();
      running.afterEach().run();
    }
    return running;
  }

  /** Sends requests until the CPU time for a request no longer falls. */
  private void warm() {
    ProcessMeter server = running.serverMeter();
    WarmUpRunner.await(
        warmUp,
        slice -> {
          long before = server.cpuMicros();
          HttpLoadGenerator.HttpLoadResult outcome =
              warmUpLoad.on(running.address(), warmUpRequests, slice);
          return (double) (server.cpuMicros() - before)
              / Math.max(1, outcome.latencies().getTotalCount() + outcome.failures());
        });
  }
}
