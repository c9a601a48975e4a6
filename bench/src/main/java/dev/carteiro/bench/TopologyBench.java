// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.load.WebhookMix;
import dev.carteiro.bench.streams.WebhookTopic;
import dev.carteiro.cli.Trees;
import dev.carteiro.topology.PassThrough;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The benchmark {@code topology}: webhooks per second through the whole inbound path, drained from
 * a topic that was filled before, with exactly-once and the default settings (one thread). Each
 * measurement starts a process of its own with empty stores. Beside it an application with the same
 * library and settings that only copies records.
 */
final class TopologyBench implements Bench {
  private static final int INSTANCES = 1_000;
  private static final int QUICK = 200_000;
  private static final int FULL = 800_000;

  /** The heap that the documents recommend for this role; the stores are off-heap. */
  private static final List<String> FLAGS = List.of("-Xmx768m");

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 75 : 230);
  }

  /** The amount is fixed, not the time; a new process has no warm-up. */
  @Override
  public Plan plan(boolean quick) {
    return new Plan(quick ? 2 : 3, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    String captures = System.getenv("CARTEIRO_CAPTURES");
    WebhookMix mix = WebhookMix.of(captures == null ? null : Path.of(captures), INSTANCES);
    Filled filled = new Filled(context, mix);
    return List.of(
        new Contest(
            name(),
            "inbound path, " + mix.name(),
            "webhooks",
            Metric.RATE,
            List.of(
                new Drainer("carteiro topology", Contender.Kind.OURS, context, filled) {
                  @Override
                  Program run(Path output, Map<String, String> environment) {
                    return Program.java(
                        output, environment, FLAGS, dev.carteiro.cli.Main.class, "topology");
                  }
                },
                new Drainer("pass-through", Contender.Kind.LIMIT, context, filled) {
                  @Override
                  Program run(Path output, Map<String, String> environment) {
                    return Program.java(
                        output, environment, FLAGS, PassThrough.class, WebhookTopic.COPY);
                  }
                })));
  }

  /** The filled topic, created when first needed. */
  private static final class Filled {
    private final BenchContext context;
    private final WebhookMix mix;
    private WebhookTopic topic;

    private Filled(BenchContext context, WebhookMix mix) {
      this.context = context;
      this.mix = mix;
    }

    WebhookTopic get() throws Unavailable {
      if (topic == null) {
        topic =
            context.closeAfter(
                WebhookTopic.fill(
                    context.fresh("kafka"),
                    context.fresh("kafka.log"),
                    Map.of(),
                    mix,
                    INSTANCES,
                    context.amount(QUICK, FULL)));
      }
      return topic;
    }
  }

  private abstract static class Drainer implements Contender {
    private final String name;
    private final Kind kind;
    private final BenchContext context;
    private final Filled filled;
    private WebhookTopic topic;

    private Drainer(String name, Kind kind, BenchContext context, Filled filled) {
      this.name = name;
      this.kind = kind;
      this.context = context;
      this.filled = filled;
    }

    abstract Program run(Path output, Map<String, String> environment);

    @Override
    public String name() {
      return name;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public void start() throws Unavailable {
      topic = filled.get();
    }

    @Override
    public Sample measure(Duration time) {
      Path state = context.fresh("state");
      String application = "bench-" + state.getFileName();
      Map<String, String> environment = new HashMap<>(topic.environment());
      environment.put("TOPOLOGY_APPLICATION_ID", application);
      environment.put("TOPOLOGY_STATE_DIR", state.toString());
      environment.put("TOPOLOGY_PORT", "0");
      try (Program program = run(context.fresh("topology.log"), environment)) {
        return topic.drain(application).watch(program);
      } finally {
        topic.clear(application);
        Trees.delete(state);
      }
    }

    @Override
    public void close() {
      // Each measurement ends its own process; the broker is the bench's.
    }
  }
}
