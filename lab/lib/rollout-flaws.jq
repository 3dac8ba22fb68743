# What in the observations of lab/lib/observe, from first to last, is not as a rollout over $first and then $other, one at a
# time, has to be: a sentence each, and none where all is well. An admin has cordoned $other while $first was worked on.
. as $seen
| ($seen | length) as $count
| def node($name; $at): $seen[$at].nodes[$name];
  def at_work($name): [range($count) | select(node($name; .).phase != null)];
  def first_of($from; condition): first((range($from; $count) | select(condition)), $count);
  def claim(condition; $words): if condition then empty else $words end;
  def course($name):
    at_work($name) as $work
    | if $work == [] then "\($name) was never begun" else
        ($work[0]) as $begin | ($work[-1]) as $last
        | first_of($begin; node($name; .).cordoned) as $cordoned
        | first_of($cordoned; node($name; .).cordoned and node($name; .).pods == 0) as $emptied
        | first_of(0; node($name; .).grant != null) as $granted
        | first_of($begin; node($name; .).boot != node($name; $begin).boot) as $rebooted
        | claim($last - $begin + 1 == ($work | length); "work on \($name) was left and begun again"),
          claim($cordoned <= $last; "\($name) was not cordoned"),
          claim($emptied <= $last; "\($name) was not emptied"),
          claim($granted <= $last and $granted >= $emptied; "\($name) was granted its plan before it was empty, or never"),
          claim($rebooted < $count and $rebooted >= $granted; "\($name) was not rebooted after the grant"),
          claim($last + 1 < $count; "work on \($name) was not ended"),
          (if $last + 1 < $count then node($name; $last + 1) else {} end
            | claim(.ready and .grant == null and (.cordonedByRollout | not); "\($name) was not ready and put back when its work ended"))
      end;
  course($first), course($other),
  (at_work($first) as $one | at_work($other) as $two
    | claim($one != [] and $two != [] and $one[-1] < $two[0]; "\($other) was begun before \($first) was done")),
  claim(all($seen[]; .nodes[$first].ready or .nodes[$other].ready); "both nodes were down at once"),
  claim(all($seen[]; .available >= 1); "no pod was there for a while"),
  (at_work($first) | if . == [] or .[-1] + 1 >= $count then empty else
    claim(node($first; .[-1] + 1).cordoned | not; "\($first) stayed cordoned") end),
  claim(node($other; $count - 1) | .cordoned and (.cordonedByRollout | not); "the cordon of the admin on \($other) is gone")
