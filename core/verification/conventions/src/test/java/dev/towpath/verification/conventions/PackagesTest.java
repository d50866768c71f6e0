package dev.towpath.verification.conventions;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.sink.Sink;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.testkit.SinkContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the dependencies between the packages of each published module. */
final class PackagesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Sink.class,
        SinkContract.class,
        CdcPipeline.class,
        EmbeddedMySql.class,
        ZooKeeperHa.class,
        RocketMqSink.class
      })
  void packagesOfModuleHaveNoCycle(Class<?> member) {
    JavaClasses module =
        new ClassFileImporter()
            .importUrl(member.getProtectionDomain().getCodeSource().getLocation());

    // The first slice is the package of a façade, whose name ends where the others go on.
    SlicesRuleDefinition.slices()
        .matching("(dev.towpath..)")
        .should()
        .beFreeOfCycles()
        .check(module);
  }
}
