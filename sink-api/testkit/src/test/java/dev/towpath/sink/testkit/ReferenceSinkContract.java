package dev.towpath.sink.testkit;

import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The sink contract for a fidelity and a fault that {@link SinkContractTest} chooses. */
@ExtendWith(ReferenceSinkContract.FromConfiguration.class)
final class ReferenceSinkContract extends SinkContract {
  private final MemoryTarget target = new MemoryTarget();
  private final Fidelity fidelity;
  private final Fault fault;

  ReferenceSinkContract(Fidelity fidelity, Fault fault) {
    this.fidelity = fidelity;
    this.fault = fault;
  }

  /** A resolver of the constructor's parameters by the names of their types. */
  static final class FromConfiguration implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
      Class<?> type = parameter.getParameter().getType();
      return type == Fidelity.class || type == Fault.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
      Class<?> type = parameter.getParameter().getType();
      String value = extension.getConfigurationParameter(type.getSimpleName()).orElseThrow();
      return type == Fidelity.class ? Fidelity.valueOf(value) : Fault.valueOf(value);
    }
  }

  @Override
  protected Sink create(SinkContext context) {
    return fault.acknowledges()
        ? new AcknowledgingSink(target, fault, context)
        : new ReferenceSink(target, fidelity, fault);
  }

  @Override
  protected List<DurableRow> durable() {
    return target.content();
  }

  @Override
  protected Fidelity fidelity() {
    return fidelity;
  }

  @Override
  protected boolean showsParts() {
    return fidelity != Fidelity.EXACTLY_ONCE || fault.acknowledges();
  }

  @Override
  protected Duration patience() {
    // With these faults waits run into their limit, so it is short.
    return fault == Fault.ACKNOWLEDGES_FLUSHES_ONLY
            || fault == Fault.ACKNOWLEDGES_NO_FAILURE
            || fault == Fault.COUNTS_FROM_THE_LAST_FLUSH
        ? Duration.ofSeconds(3)
        : super.patience();
  }

  @Override
  protected boolean breakDestination() {
    target.become(MemoryTarget.State.DOWN);
    return true;
  }

  @Override
  protected boolean hangDestination() {
    target.become(MemoryTarget.State.HANGING);
    return true;
  }

  @Override
  protected void repairDestination() {
    target.become(MemoryTarget.State.UP);
  }
}
