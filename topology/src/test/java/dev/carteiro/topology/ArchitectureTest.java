// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

@AnalyzeClasses(
    packages = "dev.carteiro.topology",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final List<String> STAGES =
      List.of("parse", "resolve", "dedup", "merge", "outbox", "stats", "tenantpace");

  @ArchTest
  static final ArchRule RULES_KNOW_NO_KAFKA =
      noClasses()
          .that()
          .resideOutsideOfPackages("..topology", "..topology.stage..", "..topology.query..")
          .and()
          .haveNameNotMatching(".*(Processor|Stage|PortAdapter)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("a rule is tested in microseconds, without Kafka");

  @ArchTest
  static final ArchRule ROOMS_OF_THE_OUTBOX_ARE_IN_ORDER =
      slices().matching("..topology.outbox.(*)").should().beFreeOfCycles();

  /** What the outbox counts is in the language of the statistics. */
  @ArchTest
  static final ArchRule THE_OUTBOX_KNOWS_NO_OTHER_STAGE =
      noClasses()
          .that()
          .resideInAPackage("..topology.outbox..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              STAGES.stream()
                  .filter(stage -> !stage.equals("outbox") && !stage.equals("stats"))
                  .map(stage -> "..topology." + stage + "..")
                  .toArray(String[]::new))
          .because("what it reads of others comes through OutboxPort and the stores");

  @ArchTest
  static final ArchRule STAGES_ARE_JOINED_BY_THE_TOPOLOGY_ALONE =
      classes()
          .that()
          .haveNameMatching(".*(Processor|Stage)")
          .and()
          .resideInAnyPackage(
              STAGES.stream().map(stage -> "..topology." + stage + "..").toArray(String[]::new))
          .should(
              new ArchCondition<>("be unknown to the processors of other stages") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  type.getDirectDependenciesToSelf().stream()
                      .map(Dependency::getOriginClass)
                      .filter(user -> isOfAnotherStage(user, type))
                      .forEach(
                          user ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      user, user.getName() + " knows " + type.getName())));
                }
              })
          .because("edges are drawn in CarteiroTopology, and nowhere else");

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

  /** Names of another stage's stores are constants, which leave no dependency behind. */
  private static boolean isOfAnotherStage(JavaClass user, JavaClass type) {
    return !stageOf(user).isEmpty() && !stageOf(user).equals(stageOf(type));
  }

  private static String stageOf(JavaClass type) {
    String inside = type.getPackageName().substring("dev.carteiro.topology".length());
    String first = inside.isEmpty() ? "" : inside.substring(1).split("\\.")[0];
    return STAGES.contains(first) ? first : "";
  }
}
