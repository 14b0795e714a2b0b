// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBillingFunding} from "../../../contracts/interfaces/IBillingFunding.sol";
import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingPayouts} from "../../../contracts/interfaces/IBillingPayouts.sol";
import {IBillingRates} from "../../../contracts/interfaces/IBillingRates.sol";
import {IStreamBilling} from "../../../contracts/interfaces/IStreamBilling.sol";
import {IStreamCharges} from "../../../contracts/interfaces/IStreamCharges.sol";
import {IStreamGovernance} from "../../../contracts/interfaces/IStreamGovernance.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {BillingWorld} from "./BillingWorld.sol";

/**
 * @title BillingHandler
 * @notice Does to billing what meters, owners, sponsors, viewers, governors and strangers may do, in any order. Calls that
 * billing or the ledger's name accounts judge are accepted or refused as foreseen; every event goes into the journal.
 *
 * In a `.t.sol` file, so that whoever runs these files alone has it compiled as a target too.
 */
contract BillingHandler is BillingWorld {
    IStreamBilling.UsageRecord[] private _lastBatch;
    uint32 private _lastMeter = 1;

    /// @dev Time goes on by nothing, or by less than a minute, before each action.
    modifier later(uint256 time) {
        if (time % 3 != 0) _skip(time % 50);
        _;
    }

    constructor(World memory world_) BillingWorld(world_) {}

    /* TIME */

    function pass(uint256 scale, uint256 secs) external {
        uint256[5] memory longest = [uint256(10), 10 minutes, 5 hours, 2 days, 8 days];
        _skip(_bound(secs, 0, longest[scale % 5]));
        ++done[msg.sig];
    }

    /* PEOPLE */

    /// @dev To people and owners.
    function deposit(uint256 time, uint256 who, uint256 where, uint256 amount) external later(time) {
        address account = who % 2 == 0 ? _person(who / 2) : owners[(who / 2) % 3];
        if (_deposit(account, _vault(where), _bound(amount, 1, 1_000_000))) ++done[msg.sig];
    }

    function withdraw(uint256 time, uint256 who, uint256 where) external later(time) {
        (address account, address vault) = (who % 2 == 0 ? _person(who / 2) : owners[(who / 2) % 3], _vault(where));
        bytes memory data = abi.encodeCall(IStreamLedger.withdrawCreator, (vault, account));
        _call(account, address(ledger), data, ledger.available(account, vault) != 0);
    }

    /// @dev Mostly a stream that plays in the vault.
    function start(uint256 time, uint256 who, uint256 what, uint256 secs) external later(time) {
        (bytes32 id, address vault, bool plays) = _playable(what);
        bytes memory data = abi.encodeCall(
            IStreamMeter.startStream,
            (id, vault, _bound(secs, 1, 2_000), type(uint256).max, 0)
        );
        (address viewer, uint256 needed) = (_person(who), ledger.priceOf(id, vault).perSecond);
        _call(viewer, address(ledger), data, plays && ledger.available(viewer, vault) >= needed);
    }

    function settle(uint256 time, uint256 who, uint256 where) external later(time) {
        if (_settle(_person(who), _vault(where))) ++done[msg.sig];
    }

    function tip(uint256 time, uint256 who, uint256 what, uint256 where, uint256 amount) external later(time) {
        (address account, bytes32 id, address vault) = (_person(who), _stream(what), _vault(where));
        uint256 most = ledger.available(account, vault);
        amount = _bound(amount, 0, Math.min(most, 5_000));
        bool open = ledger.isListed(vault) && !ledger.paused() && _stops(id) & Stops.DELETED == 0;
        _call(account, address(ledger), abi.encodeCall(IStreamMeter.tip, (id, vault, amount)), open && amount != 0);
    }

    /* FUNDING */

    /// @dev By the public or the owner, for streams and tenants: mostly what is owed or fits, sometimes a share more.
    function fund(
        uint256 time,
        uint256 who,
        uint256 what,
        uint256 where,
        uint256 amount,
        uint256 mood
    ) external later(time) {
        (bytes32 name, address vault) = (_debtor(what, _vault(where)), _vault(where));
        address from = who % 3 == 0 ? _ownerOf(name) : _person(who);
        if (mood % 4 != 3) _deposit(from, vault, 20_000);
        _settle(from, vault); // a debit would settle the payer's session, which may pay the name itself
        amount = _contribution(from, name, vault, amount, mood);
        bytes memory data = abi.encodeCall(IStreamNodes.fund, (name, vault, amount));
        _call(from, address(ledger), data, _takes(from, name, vault, amount));
    }

    /// @dev By anybody, for a name that mostly owes more than it holds; never more than that, whatever is offered.
    function payArrears(
        uint256 time,
        uint256 who,
        uint256 what,
        uint256 where,
        uint256 most,
        uint256 mood
    ) external later(time) {
        (bytes32 name, address vault) = (_debtor(what, _vault(where)), _vault(where));
        address from = who % 3 == 0 ? _ownerOf(name) : _person(who);
        if (mood % 4 != 3) _deposit(from, vault, 20_000);
        _settle(from, vault); // as in {fund}
        most = most % 2 == 0 ? type(uint256).max : _bound(most, 0, 500);
        uint256 paid = Math.min(most, Math.saturatingSub(_arrears(name, vault), _balance(name, vault)));
        bytes memory data = abi.encodeCall(IStreamNodes.payArrears, (name, vault, most));
        uint256 before = ledger.available(from, vault);
        bool pays = paid != 0 && paid <= before;
        _call(from, address(ledger), data, pays);
        vm.assertEq(ledger.available(from, vault), before - (pays ? paid : 0), "paid more or less");
    }

    function setPolicy(
        uint256 time,
        uint256 what,
        uint256 where,
        uint256 cap,
        uint256 burst,
        uint256 window
    ) external later(time) {
        bytes32 id = _stream(what);
        IBillingFunding.FundingPolicy memory policy = IBillingFunding.FundingPolicy({
            open: cap % 8 != 0,
            minimum: uint96(_bound(burst, 1, 50)),
            cap: uint96(_bound(cap, 1, 50_000)),
            burst: uint96(_bound(burst, 50, 20_000)),
            window: uint32(_bound(window, 1, 1 days))
        });
        _call(
            _ownerOf(id),
            address(billing),
            abi.encodeCall(IBillingFunding.setFundingPolicy, (id, _vault(where), policy)),
            true
        );
    }

    /* METERS */

    /// @dev Up to four records: for streams, tenants and now and then nobody, under ids that come again and again.
    function charge(
        uint256 time,
        uint256 number,
        uint256 what,
        uint256 where,
        uint256 id,
        uint256 quantity
    ) external later(time) {
        _lastMeter = uint32(1 + (number % METERS));
        delete _lastBatch;
        for (uint256 i = 0; i <= number % 4; ++i) {
            (bytes32 name, address vault) = (_name(what >> (4 * i)), _vault(where >> i));
            _lastBatch.push(
                IStreamBilling.UsageRecord({
                    id: FIRST_ID + ((id >> (8 * i)) % IDS),
                    streamId: (what >> i) % 16 == 0 ? bytes32("nobody") : name,
                    vault: (where >> i) % 32 == 0 ? stranger : vault,
                    kind: (number >> (4 * i)) % 16 == 0 ? 2 : KIND,
                    quantity: uint96(_quantity(name, vault, quantity >> (16 * i)))
                })
            );
        }
        _send();
    }

    /// @dev The last batch again, perhaps by the other meter, whose ids are others.
    function resend(uint256 time, uint256 mood) external later(time) {
        if (_lastBatch.length == 0) return;
        if (_closes(mood)) _lastMeter = 1 + (_lastMeter % METERS);
        _send();
    }

    function rotateKey(uint256 time, uint256 number) external later(time) {
        uint32 meterNo = uint32(1 + (number % METERS));
        address old = keys[meterNo];
        keys[meterNo] = address(uint160(uint256(keccak256(abi.encode(old, number)))));
        bytes memory data = abi.encodeCall(IBillingRates.setMeterKey, (meterNo, keys[meterNo]));
        _call(world.meterKeeper, address(billing), data, true);
        data = abi.encodeCall(IStreamBilling.chargeUsage, (meterNo, _lastBatch));
        _call(old, address(billing), data, false);
    }

    function announceRate(uint256 time, uint256 where, uint256 price) external later(time) {
        (address vault, uint96 unitPrice) = (_vault(where), uint96(_bound(price, 0, 6)));
        _announced(vault, unitPrice);
        bytes memory data = abi.encodeCall(IBillingRates.announceRate, (KIND, vault, unitPrice));
        _call(world.rateSetter, address(billing), data, true);
    }

    function setCap(uint256 time, uint256 what, uint256 where, uint256 cap) external later(time) {
        (bytes32 tenantId, address vault) = (names[what % TENANTS], _vault(where));
        cap = cap % 3 == 0 ? 0 : _bound(cap, 1, 100_000);
        caps[tenantId][vault] = cap;
        bytes memory data = abi.encodeCall(IBillingRates.setTenantCap, (tenantId, vault, uint96(cap)));
        _call(world.governor, address(billing), data, true);
    }

    /* PAYOUTS */

    function settleArrears(uint256 time, uint256 what, uint256 where) external later(time) {
        bytes memory data = abi.encodeCall(IBillingNodes.settleArrears, (_name(what), _vault(where)));
        _call(stranger, address(billing), data, true);
    }

    /// @dev Some of it or all of it, less often than it is paid.
    function forgiveArrears(uint256 time, uint256 what, uint256 where, uint256 most) external later(time) {
        (bytes32 name, address vault) = (_debtor(what, _vault(where)), _vault(where));
        _earn(name, vault, what);
        (uint256 owed, uint256 held) = (_arrears(name, vault), _balance(name, vault));
        most = most % 4 == 0 ? type(uint256).max : _bound(most, 0, 100);
        bytes memory data = abi.encodeCall(IBillingNodes.forgiveArrears, (name, vault, most));
        _call(world.rateSetter, address(billing), data, most != 0 && owed != 0);
        vm.assertEq(_arrears(name, vault), owed - Math.min(owed, most), "forgave more or less");
        vm.assertEq(_balance(name, vault), held, "moved money");
    }

    function release(uint256 time, uint256 who, uint256 what, uint256 where) external later(time) {
        (bytes32 name, address vault) = (_payable(what, _vault(where)), _vault(where));
        _earn(name, vault, what);
        address caller = who % 4 == 0 ? stranger : _ownerOf(name);
        (uint96 reserve, ) = billing.payoutTermsOf(registry.nodeOf(name).tenantId, vault);
        bool pays = billing.releasable(name, vault) != 0 && (caller != stranger || reserve != 0);
        if (_arrears(name, vault) != 0 && _balance(name, vault) != 0) _visit("a release met arrears");
        _call(caller, address(billing), abi.encodeCall(IBillingPayouts.release, (name, vault)), pays);
    }

    function sweep(uint256 time, uint256 what) external later(time) {
        (bytes32 name, address vault) = _sweepable(what);
        bool pays = _stops(name) & Stops.DELETED != 0 && _balance(name, vault) > _arrears(name, vault);
        _call(stranger, address(billing), abi.encodeCall(IBillingPayouts.sweep, (name, vault)), pays);
    }

    function setPayoutTerms(
        uint256 time,
        uint256 what,
        uint256 where,
        uint256 reserve,
        uint256 minimum
    ) external later(time) {
        bytes32 tenantId = names[what % TENANTS];
        reserve = reserve % 2 == 0 ? 0 : _bound(reserve, 1, 2_000);
        bytes memory data = abi.encodeCall(
            IBillingPayouts.setPayoutTerms,
            (tenantId, _vault(where), uint96(reserve), uint96(_bound(minimum, 0, 200)))
        );
        _call(_ownerOf(tenantId), address(billing), data, true);
    }

    function setReceiver(uint256 time, uint256 what, uint256 to) external later(time) {
        bytes32 tenantId = names[what % TENANTS];
        address receiver = to % 4 == 0 ? address(0) : _person(to);
        bytes memory data = abi.encodeCall(IStreamRegistry.setReceiver, (tenantId, receiver));
        _call(_ownerOf(tenantId), address(registry), data, true);
    }

    /* OWNERS AND GOVERNORS */

    function setMode(uint256 time, uint256 what, uint256 mode) external later(time) {
        bytes32 id = _stream(what);
        bytes memory data = abi.encodeCall(
            IBillingNodes.setBillingMode,
            (id, mode % 8 < 4 ? IBillingNodes.BillingMode.StreamFirst : IBillingNodes.BillingMode(mode % 3))
        );
        _call(_ownerOf(id), address(billing), data, !billing.isInArrears(registry.nodeOf(id).tenantId));
    }

    function setStreamBalances(uint256 time, uint256 what, uint256 mood) external later(time) {
        bytes memory data = abi.encodeCall(IBillingNodes.setStreamBalances, (names[what % TENANTS], !_closes(mood)));
        _call(world.registrar, address(billing), data, true);
    }

    function setPayee(uint256 time, uint256 what, uint256 to) external later(time) {
        bytes32 id = _stream(what);
        bytes memory data = abi.encodeCall(IStreamRegistry.setPayee, (id, _payee(what, to)));
        _call(_ownerOf(id), address(registry), data, _stops(id) & Stops.DELETED == 0);
    }

    function transferTenant(uint256 time, uint256 what, uint256 to) external later(time) {
        bytes32 tenantId = names[what % TENANTS];
        address heir = owners[to % 3];
        bytes memory data = abi.encodeCall(IStreamRegistry.transferTenant, (tenantId, heir));
        _try(_ownerOf(tenantId), address(registry), data, true);
        _call(heir, address(registry), abi.encodeCall(IStreamRegistry.acceptTenant, (tenantId)), true);
        vm.assertEq(registry.receiverOf(tenantId), heir, "receiver of the former owner");
    }

    /// @dev Deletes the stream, more often if it is in arrears, or creates it again.
    function deleteOrCreate(uint256 time, uint256 what, uint256 to, uint256 mood) external later(time) {
        bytes32 id = _stream(what);
        if (_stops(id) & Stops.DELETED == 0) {
            if (!_closes(mood) && !billing.isInArrears(id)) return;
            _call(_ownerOf(id), address(registry), abi.encodeCall(IStreamRegistry.deleteStream, (id)), true);
            if (billing.isInArrears(id)) _visit("a stream in arrears was deleted");
        } else if (mood % 4 != 0) {
            _create(what % STREAMS, _payee(what, to));
            if (billing.isInArrears(id)) _visit("a stream in arrears was created again");
        }
    }

    /// @dev Sets or takes back the owner's stop or the registrar's.
    function stopOrResume(uint256 time, uint256 what, uint256 mood) external later(time) {
        bytes32 id = _stream(what);
        bool byOwner = mood % 2 == 0;
        bool stops = _stops(id) & (byOwner ? Stops.OWNER : Stops.SUSPENDED) == 0;
        if (stops && !_closes(mood)) return;
        bytes4 selector = byOwner ? IStreamRegistry.resumeStream.selector : IStreamRegistry.reinstateStream.selector;
        if (stops) selector = byOwner ? IStreamRegistry.stopStream.selector : IStreamRegistry.suspendStream.selector;
        _call(
            byOwner ? _ownerOf(id) : world.registrar,
            address(registry),
            abi.encodeWithSelector(selector, id),
            _stops(id) & Stops.DELETED == 0
        );
    }

    function pauseOrUnpause(uint256 time, uint256 mood) external later(time) {
        bool pauses = !ledger.paused();
        if (pauses && !_closes(mood)) return;
        _call(
            pauses ? world.pauser : world.unpauser,
            address(ledger),
            pauses ? abi.encodeCall(IStreamGovernance.pause, ()) : abi.encodeCall(IStreamGovernance.unpause, ()),
            true
        );
    }

    function listOrDelist(uint256 time, uint256 where, uint256 mood) external later(time) {
        address vault = _vault(where);
        bool lists = !ledger.isListed(vault);
        if (!lists && !_closes(mood)) return;
        _call(
            world.lister,
            address(ledger),
            lists
                ? abi.encodeCall(IStreamGovernance.listVault, (vault))
                : abi.encodeCall(IStreamGovernance.delistVault, (vault)),
            true
        );
    }

    /* STRANGERS */

    /// @dev Somebody without any right tries what only billing, the ledger or an owner may do.
    function meddle(uint256 time, uint256 what, uint256 where, uint256 how, uint256 amount) external later(time) {
        (bytes32 name, address vault) = (_name(what), _vault(where));
        bytes[11] memory attempts = [
            abi.encodeCall(IStreamCharges.chargeStream, (name, vault, amount)),
            abi.encodeCall(IStreamCharges.chargeNode, (name, vault, amount)),
            abi.encodeCall(IStreamNodes.releaseNode, (name, vault, amount)),
            abi.encodeCall(IStreamNodes.sweepNode, (name, vault)),
            abi.encodeCall(IStreamCharges.setTenantArrears, (1, amount % 2 == 0)),
            abi.encodeCall(IStreamCharges.setStreamArrears, (name, amount % 2 == 0)),
            abi.encodeCall(IBillingFunding.onFunded, (stranger, name, vault, amount)),
            abi.encodeCall(IBillingPayouts.setPayoutTerms, (name, vault, 1, 0)),
            abi.encodeCall(
                IBillingFunding.setFundingPolicy,
                (name, vault, IBillingFunding.FundingPolicy(false, 0, 0, 0, 0))
            ),
            abi.encodeCall(IBillingNodes.forgiveArrears, (name, vault, amount)),
            abi.encodeCall(IBillingRates.setTenantCap, (name, vault, uint96(amount)))
        ];
        how = how % attempts.length;
        _call(stranger, how < 6 ? address(ledger) : address(billing), attempts[how], false);
        ++done[msg.sig];
    }

    /* INTERNAL */

    function _settle(address viewer, address vault) private returns (bool) {
        address[] memory viewers = new address[](1);
        viewers[0] = viewer;
        return _try(settler, address(ledger), abi.encodeCall(IStreamMeter.settle, (vault, viewers)), true);
    }

    function _deposit(address account, address vault, uint256 amount) private returns (bool) {
        _mint(vault, amount);
        bytes memory data = abi.encodeCall(IStreamLedger.depositAssets, (vault, amount, account));
        return _try(address(this), address(ledger), data, ledger.isListed(vault) && !ledger.paused());
    }

    /// @dev Revenue, which triggers nothing: now and then a tip to a stream that pays to the name, if there is one.
    function _earn(bytes32 name, address vault, uint256 seed) private {
        if (seed % 8 < 4 || !ledger.isListed(vault) || ledger.paused()) return;
        for (uint256 i = 0; i < STREAMS; ++i) {
            bytes32 id = _stream(i);
            if (_stops(id) & Stops.DELETED != 0 || ledger.termsOf(id).payee != ledger.accountOf(name)) continue;
            (address from, uint256 amount) = (_person(seed / 8), 1 + ((seed / 8) % 400));
            _deposit(from, vault, amount);
            _try(from, address(ledger), abi.encodeCall(IStreamMeter.tip, (id, vault, amount)), true);
            return;
        }
    }

    /// @dev Little, much, or somewhat more than the name can pay for.
    function _quantity(bytes32 name, address vault, uint256 seed) private view returns (uint256 quantity) {
        quantity = _bound(seed / 4, 0, seed % 4 == 0 ? 5_000 : 400);
        if (seed % 4 == 1) quantity += _balance(name, vault) / Math.max(_priceNow(KIND, vault), 1);
    }

    function _send() private {
        _call(
            keys[_lastMeter],
            address(billing),
            abi.encodeCall(IStreamBilling.chargeUsage, (_lastMeter, _lastBatch)),
            !ledger.paused()
        );
    }

    /// @dev Mostly a stream and a vault in which it plays, if there is one: not stopped, for sale, and on nobody's debts.
    function _playable(uint256 seed) private view returns (bytes32 id, address vault, bool plays) {
        for (uint256 i = 0; i < 2 * STREAMS && !plays; ++i) {
            (id, vault) = (_stream(seed / 8 + i), _vault((seed / 8 + i) / STREAMS));
            bool inDebt = billing.isInArrears(registry.nodeOf(id).tenantId) && !billing.isSelfReliant(id);
            plays = _stops(id) == 0 && !inDebt && ledger.priceOf(id, vault).window != 0;
            plays = plays && ledger.isListed(vault) && !ledger.paused();
            if (seed % 8 == 0) break;
        }
    }

    /// @dev Mostly a name that owes something in the vault, if there is one.
    function _debtor(uint256 seed, address vault) private view returns (bytes32 name) {
        for (uint256 i = 0; i < names.length; ++i) {
            name = _name(seed / 8 + i);
            if (_arrears(name, vault) != 0 || seed % 8 < 4) return name;
        }
    }

    /// @dev Mostly a name with something to release in the vault, or one that owes, if there is one.
    function _payable(uint256 seed, address vault) private view returns (bytes32 name) {
        for (uint256 i = 0; i < names.length; ++i) {
            name = _name(seed / 8 + i);
            bool owes = _arrears(name, vault) != 0;
            if (seed % 8 > 4 ? owes : billing.releasable(name, vault) != 0) return name;
            if (seed % 8 == 0) return name;
        }
    }

    /// @dev Mostly a deleted stream that holds something in the vault, if there is one.
    function _sweepable(uint256 seed) private view returns (bytes32 id, address vault) {
        for (uint256 i = 0; i < 2 * STREAMS; ++i) {
            (id, vault) = (_stream(seed / 8 + i), _vault((seed / 8 + i) / STREAMS));
            bool isDeleted = _stops(id) & Stops.DELETED != 0;
            if ((isDeleted && _balance(id, vault) != 0) || seed % 8 == 0) return (id, vault);
        }
    }

    function _contribution(
        address from,
        bytes32 name,
        address vault,
        uint256 amount,
        uint256 mood
    ) private view returns (uint256) {
        (uint256 owed, uint256 most) = (_arrears(name, vault), ledger.available(from, vault));
        if (mood % 4 == 0 && owed != 0) return Math.min(owed, most);
        if (mood % 4 == 1) return Math.min(owed + billing.fundingRoom(name, vault), most);
        if (mood % 8 == 2) return owed + billing.fundingRoom(name, vault) + 1;
        return Math.min(owed + _bound(amount, 0, 10_000), most);
    }

    /// @dev Whether the name takes this money: what pays arrears always, what is beyond them by who brings it.
    function _takes(address from, bytes32 name, address vault, uint256 amount) private view returns (bool) {
        if (ledger.paused() || amount == 0 || amount > ledger.available(from, vault)) return false;
        uint256 holds = _balance(name, vault) + amount;
        uint256 owed = _arrears(name, vault);
        if (holds <= owed) return true;
        if (!ledger.isListed(vault)) return false;
        bytes32 tenantId = registry.nodeOf(name).tenantId;
        if (name == tenantId) return true;
        if (!billing.hasStreamBalances(tenantId)) return false;
        if (from == _ownerOf(name)) return _stops(name) & Stops.DELETED == 0;
        (IBillingFunding.FundingPolicy memory policy, ) = billing.fundingPolicyOf(name, vault);
        uint256 rest = Math.min(amount, holds - owed);
        return rest >= policy.minimum && rest <= billing.fundingRoom(name, vault);
    }
}
