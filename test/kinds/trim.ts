/** Fields that `ip` shows and no kind reads. */
const UNREAD =
  /^(qdisc|operstate|linkmode|group|link_type|num_[tr]x_queues|[gt][rs]o_.*|(min|max)_mtu|inet6_addr_gen_mode|promiscuity|allmulti|parent(bus|dev)|permaddr)$/;
/** A snapshot without these fields. */
export const trim = (snapshot: object): unknown =>
  JSON.parse(JSON.stringify(snapshot, (key, value) => (UNREAD.test(key) ? undefined : value)));
