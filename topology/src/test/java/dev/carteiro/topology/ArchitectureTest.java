// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.carteiro.topology",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule RULES_KNOW_NO_KAFKA =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..topology.parse..",
              "..topology.resolve..",
              "..topology.dedup..",
              "..topology.merge..",
              "..topology.outbox..",
              "..topology.pace..",
              "..topology.tenantpace..",
              "..topology.stats..",
              "..topology.store..",
              "..topology.record..")
          .and()
          .haveNameNotMatching(".*(Processor|Adapter)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("a rule is tested in microseconds, without Kafka");

  @ArchTest
  static final ArchRule PROCESSORS_DO_NO_IO =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Processor")
          .or()
          .resideInAPackage("..topology.stage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.sql..", "io.javalin..", "java.nio.file..")
          .because("a stream thread that waits for the world loses its partitions");

  @ArchTest
  static final ArchRule TIME_IS_A_PARAMETER =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .because("time that cannot be set cannot be tested");
}
