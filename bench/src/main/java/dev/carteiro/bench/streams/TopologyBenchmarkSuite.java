// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.load.WebhookMixGenerator;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.topology.PassThroughTopologyMain;
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
public final class TopologyBenchmarkSuite implements BenchmarkSuite {
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
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(quick ? 2 : 3, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    String captures = System.getenv("CARTEIRO_CAPTURES");
    WebhookMixGenerator mix =
        WebhookMixGenerator.of(captures == null ? null : Path.of(captures), INSTANCES);
    WebhookTopicCache filled = new WebhookTopicCache(context, mix);
    return List.of(
        new BenchmarkContest(
            name(),
            "inbound path, " + mix.name(),
            "webhooks",
            BenchmarkMetric.RATE,
            List.of(
                new TopicDrainContender(
                    "carteiro topology", BenchmarkContender.ContenderKind.OURS, context, filled) {
                  @Override
                  BenchmarkProgram run(Path output, Map<String, String> environment) {
                    return BenchmarkProgram.java(
                        output,
                        environment,
                        FLAGS,
                        dev.carteiro.cli.CommandLineMain.class,
                        "topology");
                  }
                },
                new TopicDrainContender(
                    "pass-through", BenchmarkContender.ContenderKind.LIMIT, context, filled) {
                  @Override
                  BenchmarkProgram run(Path output, Map<String, String> environment) {
                    return BenchmarkProgram.java(
                        output,
                        environment,
                        FLAGS,
                        PassThroughTopologyMain.class,
                        FilledWebhookTopic.COPY);
                  }
                })));
  }

  /** The filled topic, created when first needed. */
  private static final class WebhookTopicCache {
    private final BenchmarkRunContext context;
    private final WebhookMixGenerator mix;
    private FilledWebhookTopic topic;

    private WebhookTopicCache(BenchmarkRunContext context, WebhookMixGenerator mix) {
      this.context = context;
      this.mix = mix;
    }

    FilledWebhookTopic get() throws ContenderUnavailableException {
      if (topic == null) {
        topic =
            context.closeAfter(
                FilledWebhookTopic.fill(
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

  private abstract static class TopicDrainContender implements BenchmarkContender {
    private final String name;
    private final ContenderKind kind;
    private final BenchmarkRunContext context;
    private final WebhookTopicCache filled;
    private FilledWebhookTopic topic;

    private TopicDrainContender(
        String name, ContenderKind kind, BenchmarkRunContext context, WebhookTopicCache filled) {
      this.name = name;
      this.kind = kind;
      this.context = context;
      this.filled = filled;
    }

    abstract BenchmarkProgram run(Path output, Map<String, String> environment);

    @Override
    public String name() {
      return name;
    }

    @Override
    public ContenderKind kind() {
      return kind;
    }

    @Override
    public void start() throws ContenderUnavailableException {
      topic = filled.get();
    }

    @Override
    public MeasurementSample measure(Duration time) {
      Path state = context.fresh("state");
      String application = "bench-" + state.getFileName();
      Map<String, String> environment = new HashMap<>(topic.environment());
      environment.put("TOPOLOGY_APPLICATION_ID", application);
      environment.put("TOPOLOGY_STATE_DIR", state.toString());
      environment.put("TOPOLOGY_PORT", "0");
      try (BenchmarkProgram program = run(context.fresh("topology.log"), environment)) {
        return topic.drain(application).watch(program);
      } finally {
        topic.clear(application);
        DirectoryDeleter.delete(state);
      }
    }

    @Override
    public void close() {
      // Each measurement ends its own process; the broker is the bench's.
    }
  }
}
