// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Creates the process's metrics registry. */
public final class MeterRegistryFactory {
  private MeterRegistryFactory() {}

  /** Creates a Prometheus registry with the JVM's own metrics. Close it when the process ends. */
  public static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(MeterFilter.deny(MeterRegistryFactory::isTooFine));
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  /** Whether this is a Kafka metric for each store, node or partition: thousands of series. */
  private static boolean isTooFine(Meter.Id id) {
    String name = id.getName();
    return name.startsWith("kafka.stream.state.")
        || name.startsWith("kafka.stream.task.")
        || name.startsWith("kafka.stream.processor.node.")
        || name.startsWith("kafka.")
            && id.getTag("partition") != null
            && !name.endsWith("records.lag");
  }
}
