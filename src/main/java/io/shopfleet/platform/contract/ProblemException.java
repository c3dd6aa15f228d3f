package io.shopfleet.platform.contract;

/** Ends a use case with a {@link Problem}. It is an answer, not a crash: it carries no stack trace. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    /**
     * Ends a use case.
     *
     * @param problem what the caller is told
     */
    public ProblemException(Problem problem) {
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /**
     * What the caller is told.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }
}
