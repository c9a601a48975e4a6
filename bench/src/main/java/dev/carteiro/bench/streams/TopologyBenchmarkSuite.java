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
import dev.carteiro.bench.service.EarlierBuild;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.topology.PassThroughTopologyMain;
import dev.carteiro.topology.SkeletonTopologyMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The benchmark {@code topology}: webhooks per second through the whole inbound path, drained from
 * a topic that was filled before, with exactly-once and the default settings (one thread). Each
 * measurement starts a process of its own with empty stores. Beside it a skeleton, which has the
 * same input and output and no rules, and an application with the same library and settings that
 * only copies records.
 */
public final class TopologyBenchmarkSuite implements BenchmarkSuite {
  private static final int INSTANCES = 1_000;

  /** A bit more than half of them count. */
  private static final int QUICK = 110_000;

  private static final int FULL = 550_000;

  /** The second contest has a shorter run: what decides is the day. */
  private static final int SECOND_CONTEST_SHARE = 2;

  /** The heap that the documents recommend for this role; the stores are off-heap. */
  private static final List<String> FLAGS = List.of("-Xmx768m");

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 85 : 430);
  }

  /** The amount is fixed, not the time; a new process has no warm-up. */
  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(quick ? 2 : 5, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    String captures = System.getenv("CARTEIRO_CAPTURES");
    int webhooks = context.amount(QUICK, FULL);
    WebhookTopicCache day =
        new WebhookTopicCache(context, WebhookMixGenerator.day(INSTANCES), webhooks);
    WebhookTopicCache runs =
        new WebhookTopicCache(
            context,
            WebhookMixGenerator.of(captures == null ? null : Path.of(captures), INSTANCES),
            webhooks / SECOND_CONTEST_SHARE);
    return List.of(
        contest(day, Stream.concat(own(context, day), Stream.of(skeleton(context, day)))),
        contest(runs, Stream.concat(own(context, runs), Stream.of(passThrough(context, runs)))));
  }

  private BenchmarkContest contest(WebhookTopicCache filled, Stream<BenchmarkContender> all) {
    return new BenchmarkContest(
        name(),
        "inbound path, " + filled.mix.name(),
        "webhooks",
        BenchmarkMetric.RATE,
        all.toList());
  }

  /** This build, and the other one if there is one. */
  private static Stream<BenchmarkContender> own(
      BenchmarkRunContext context, WebhookTopicCache filled) {
    BenchmarkContender present =
        new TopicDrainContender(
            "carteiro topology",
            BenchmarkContender.ContenderKind.OURS,
            context,
            filled,
            (output, environment) ->
                BenchmarkProgram.java(
                    output,
                    environment,
                    FLAGS,
                    dev.carteiro.cli.CommandLineMain.class,
                    "topology"));
    return Stream.concat(
        Stream.of(present), context.before().stream().map(dir -> before(dir, context, filled)));
  }

  private static BenchmarkContender before(
      Path directory, BenchmarkRunContext context, WebhookTopicCache filled) {
    EarlierBuild build = new EarlierBuild(directory);
    return new TopicDrainContender(
        "the build before",
        BenchmarkContender.ContenderKind.PEER,
        context,
        filled,
        (output, environment) -> build.role("topology", environment, FLAGS, output)) {
      @Override
      public void start() throws ContenderUnavailableException {
        build.build(context::fresh);
        super.start();
      }
    };
  }

  private static BenchmarkContender skeleton(
      BenchmarkRunContext context, WebhookTopicCache filled) {
    return new TopicDrainContender(
        "skeleton",
        BenchmarkContender.ContenderKind.LIMIT,
        context,
        filled,
        (output, environment) ->
            BenchmarkProgram.java(
                output,
                environment,
                FLAGS,
                SkeletonTopologyMain.class,
                FilledWebhookTopic.COPY,
                Double.toString(filled.outputs())));
  }

  private static BenchmarkContender passThrough(
      BenchmarkRunContext context, WebhookTopicCache filled) {
    return new TopicDrainContender(
        "pass-through",
        BenchmarkContender.ContenderKind.LIMIT,
        context,
        filled,
        (output, environment) ->
            BenchmarkProgram.java(
                output,
                environment,
                FLAGS,
                PassThroughTopologyMain.class,
                FilledWebhookTopic.COPY));
  }

  /** The filled topic, created when first needed. */
  private static final class WebhookTopicCache {
    private final BenchmarkRunContext context;
    private final WebhookMixGenerator mix;
    private final int webhooks;
    private FilledWebhookTopic topic;
    private double outputs;

    private WebhookTopicCache(BenchmarkRunContext context, WebhookMixGenerator mix, int webhooks) {
      this.context = context;
      this.mix = mix;
      this.webhooks = webhooks;
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
                    webhooks));
      }
      return topic;
    }

    /** Records that this build wrote for each webhook, when it was measured last. */
    double outputs() {
      if (outputs == 0) {
        throw new IllegalStateException("the topology itself was not measured");
      }
      return outputs;
    }
  }

  /** Starts the program of a measurement. */
  private interface ProgramLauncher {
    BenchmarkProgram start(Path output, Map<String, String> environment);
  }

  private static class TopicDrainContender implements BenchmarkContender {
    private final String name;
    private final ContenderKind kind;
    private final BenchmarkRunContext context;
    private final WebhookTopicCache filled;
    private final ProgramLauncher launcher;

    private TopicDrainContender(
        String name,
        ContenderKind kind,
        BenchmarkRunContext context,
        WebhookTopicCache filled,
        ProgramLauncher launcher) {
      this.name = name;
      this.kind = kind;
      this.context = context;
      this.filled = filled;
      this.launcher = launcher;
    }

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
      filled.get();
    }

    @Override
    public MeasurementSample measure(Duration time) {
      FilledWebhookTopic topic = filled.topic;
      Path state = context.fresh("state");
      String application = "bench-" + state.getFileName();
      Map<String, String> environment = new HashMap<>(topic.environment());
      environment.put("TOPOLOGY_APPLICATION_ID", application);
      environment.put("TOPOLOGY_STATE_DIR", state.toString());
      environment.put("TOPOLOGY_PORT", "0");
      try (BenchmarkProgram program = launcher.start(context.fresh("topology.log"), environment)) {
        MeasurementSample sample = topic.drain(application).watch(program);
        if (kind == ContenderKind.OURS) {
          filled.outputs = topic.outputsPerWebhook();
        }
        return sample;
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
