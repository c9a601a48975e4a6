// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Settling;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.load.HttpLoad;
import dev.carteiro.bench.load.Requests;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that accepts webhooks, with its stores. The first contest that measures it starts it and
 * warms it up; it serves all contests of the benchmark and ends with them.
 */
final class WebSubject {
  /** Starts the processes. */
  interface Start {
    /**
     * @param running gets what was started, also when the start fails later
     */
    void into(Running running) throws Unavailable;
  }

  /** The processes of a subject that was started. */
  static final class Running {
    private final List<ProcessHandle> server = new ArrayList<>();
    private final List<ProcessHandle> store = new ArrayList<>();
    private InetSocketAddress address;
    private Runnable afterEach = () -> {};

    /** Sets the address at which it serves. */
    Running serves(InetSocketAddress address) {
      this.address = address;
      return this;
    }

    /** Adds a process of the server itself. */
    Running server(ProcessHandle process) {
      server.add(process);
      return this;
    }

    /**
     * Adds a process of its store, which other subjects may share, because they are measured in
     * turn.
     */
    Running store(ProcessHandle process) {
      store.add(process);
      return this;
    }

    /** Sets a task that runs after each measurement. */
    Running afterEach(Runnable task) {
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
  private final Contender.Kind kind;
  private final Start start;
  private final Requests warmUpRequests;
  private final WebContender.Load warmUpLoad;
  private final Duration warmUp;
  private Running running;
  private Unavailable unavailable;

  /**
   * @param warmUp longest warm-up before the first contest, for the JIT compilers of Java and
   *     JavaScript
   */
  WebSubject(
      String name,
      Contender.Kind kind,
      Start start,
      Requests warmUpRequests,
      WebContender.Load warmUpLoad,
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

  Contender.Kind kind() {
    return kind;
  }

  /** Returns the processes; the first call starts them and warms them up. */
  Running running() throws Unavailable {
    if (unavailable != null) {
      throw unavailable;
    }
    if (running == null) {
      running = new Running();
      try {
        start.into(running);
      } catch (Unavailable e) {
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
    Settling.await(
        warmUp,
        slice -> {
          long before = server.cpuMicros();
          HttpLoad.Outcome outcome = warmUpLoad.on(running.address(), warmUpRequests, slice);
          return (double) (server.cpuMicros() - before)
              / Math.max(1, outcome.latencies().getTotalCount() + outcome.failures());
        });
  }
}
