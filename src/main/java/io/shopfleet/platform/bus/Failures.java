package io.shopfleet.platform.bus;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.TransientFailure;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a use case failed with into what its caller is told. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Problem toProblem(String where, Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (TransientFailure.isBehind(failure)) {
            LOG.warn("{} cannot reach its database: {}", where, failure.toString());
            return ErrorType.UNAVAILABLE
                    .because("The service cannot reach its database")
                    .problem();
        }
        if (failure instanceof RejectedExecutionException) {
            LOG.warn("{} is overloaded: {}", where, failure.getMessage());
            return ErrorType.UNAVAILABLE.because("The service is overloaded").problem();
        }
        LOG.error("{} failed", where, failure);
        return ErrorType.INTERNAL
                .because("The fault is ours and has been logged")
                .problem();
    }
}
