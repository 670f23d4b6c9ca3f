# The scheduler warns of the time limit by USR1, and says TERM before it ends a job. The agent then
# saves what it works on within a step, once, whatever comes after that.
heard=
hear() {
  [ -n "$heard" ] || [ -z "$agent" ] || kill -s USR1 "$agent" 2>/dev/null
  [ "$heard" = USR1 ] || heard=$1
}
agent=
trap 'hear USR1' USR1
trap 'hear TERM' TERM

# Seconds of Slurm's days-hours:minutes:seconds; nothing if it names none.
seconds() {
  local text=$1 days=0 all=0 part
  case $text in
    *[!0-9:-]* | '') return ;;
    *-*) days=${text%%-*} text=${text#*-} ;;
  esac
  for part in ${text//:/ }; do
    all=$((all * 60 + 10#$part))
  done
  echo $((days * 86400 + all))
}

# Whether the warning was of the time limit; a preemption may come with the same signal.
timed_out() {
  local limit
  limit=$(seconds "$(squeue -h -j "$SLURM_JOB_ID" -o %l 2>/dev/null)")
  # Slurm may warn a minute early.
  [ -z "$limit" ] || [ $((SECONDS + warning + 90)) -ge "$limit" ]
}

task=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
echo "altgrad: agent $task on $(hostname), start $((${SLURM_RESTART_COUNT:-0} + 1)), $(date)"
code=75
if [ -z "$heard" ]; then
  work &
  agent=$!
  while kill -0 "$agent" 2>/dev/null; do
    wait "$agent"
  done
  wait "$agent"
  code=$?
fi
# Without a warning the agent came to its end; after TERM the scheduler has decided what follows.
if [ "$heard" = USR1 ] && { [ "$code" = 75 ] || [ "$code" -gt 128 ]; }; then
  if timed_out; then
    date >>"$logs/$task.timeouts"
    if [ "$(wc -l <"$logs/$task.timeouts")" -gt "$most" ]; then
      echo "altgrad: the time limit was met more than $most times; go on with: altgrad sweep submit $sweep"
      exit 75
    fi
  fi
  echo "altgrad: agent $task goes on when the cluster has room"
  scontrol requeue "$task"
fi
exit "$code"
