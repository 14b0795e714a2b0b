// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IBillingFunding} from "../../../contracts/interfaces/IBillingFunding.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {WeirTest} from "../helpers/WeirTest.sol";
import {BillingHandler} from "./BillingHandler.t.sol";
import {BillingJournal} from "./BillingJournal.sol";
import {BillingWorld} from "./BillingWorld.sol";

/**
 * @title BillingInvariantsTest
 * @notice What holds after any sequence of calls of {BillingHandler}. The numbers are those of `test/solidity/README.md`.
 */
contract BillingInvariantsTest is WeirTest {
    BillingHandler private handler;
    address[2] private vaults;
    bytes32[5] private names;
    address[] private everyone;

    function setUp() public override {
        super.setUp();
        handler = new BillingHandler(
            BillingWorld.World({
                ledger: ledger,
                registry: registry,
                billing: billing,
                vaults: [stETH, stUSDC],
                weth: weth,
                usdc: usdc,
                pauser: pauser,
                unpauser: unpauser,
                lister: lister,
                governor: address(this),
                registrar: registrar,
                rateSetter: rateSetter,
                meterKeeper: meterKeeper
            })
        );
        usdc.configureMinter(address(handler), type(uint256).max);
        handler.open();
        vaults = [address(stETH), address(stUSDC)];
        for (uint256 i = 0; i < names.length; ++i) names[i] = handler.names(i);
        for (uint256 i = 0; i < handler.accountCount(); ++i) everyone.push(handler.allAccounts(i));
        for (uint256 i = 0; i < 12; ++i) handler.deposit({time: 0, who: i, where: i / 6, amount: 999_999});
        _targetContract(address(handler));
        _targetSelector(address(handler), _actions());
    }

    /* THE HANDLER ITSELF */

    /// @dev Proves that the sequences below visit what they are meant to visit: no action is refused for ever, and every
    /// branch worth its name is reached. The inputs are drawn as the runner draws them, from one seed.
    function test_HandlerReachesEveryBranch() external {
        bytes4[] memory actions = _actions();
        uint256 random = 1;
        for (uint256 i = 0; i < 3_000; ++i) {
            bytes memory data = abi.encodePacked(actions[i % actions.length]);
            for (uint256 j = 0; j < 6; ++j) {
                random = uint256(keccak256(abi.encode(random)));
                data = abi.encodePacked(data, random);
            }
            (bool success, bytes memory reason) = address(handler).call(data);
            vm.assertTrue(success, string(reason));
        }
        for (uint256 i = 0; i < actions.length; ++i) vm.assertGt(handler.done(actions[i]), 8, vm.toString(i));
        string[14] memory branches = [
            "a bill was shared",
            "a tenant was billed for a stream",
            "a known record was skipped",
            "a record was refused",
            "a record was above the cap",
            "a name was suspended",
            "a name was resumed",
            "a debt was forgiven",
            "the public funded a stream",
            "funding paid arrears",
            "a release met arrears",
            "a stream in arrears was deleted",
            "a stream in arrears was created again",
            "a session paid a name"
        ];
        for (uint256 i = 0; i < branches.length; ++i) vm.assertGt(handler.visits(branches[i]), 2, branches[i]);
    }

    /* 1 AND 10: THE BOOKS BALANCE */

    /// @dev Σ balances = Σ shares in − Σ shares out = shares that the ledger holds.
    function invariant_1_BooksBalance() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            uint256 sum = 0;
            for (uint256 j = 0; j < everyone.length; ++j) sum += _balance(vaults[i], everyone[j]);
            (uint256 out, uint256 in_) = handler.entries(vaults[i], address(0));
            vm.assertEq(sum, in_ - out, "balances, in - out");
            vm.assertEq(IERC20(vaults[i]).balanceOf(address(ledger)), sum, "shares held");
        }
    }

    /// @dev Transfers alone give every balance.
    function invariant_10_TransfersAreTheWholeJournal() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < everyone.length; ++j) {
                (uint256 received, uint256 taken) = handler.entries(vaults[i], everyone[j]);
                vm.assertEq(_balance(vaults[i], everyone[j]), received - taken, "replayed");
            }
        }
    }

    /* 4: NOBODY TAKES OUT MORE THAN WENT IN */

    /// @dev For each account, also of names: taken ≤ received, at any moment (the journal insists on it at each transfer)
    /// and in sum. What people hold outside is what left the ledger.
    function invariant_4_NobodyTakesOutMoreThanWentIn() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            uint256 outside = 0;
            for (uint256 j = 0; j < everyone.length; ++j) {
                (uint256 received, uint256 taken) = handler.entries(vaults[i], everyone[j]);
                vm.assertLe(taken, received, "took out too much");
                outside += IERC20(StreamVault(vaults[i]).asset()).balanceOf(everyone[j]);
            }
            (uint256 out, ) = handler.entries(vaults[i], address(0));
            vm.assertEq(outside, out, "left the ledger");
        }
    }

    /// @dev After sessions are settled and arrears paid as far as balances go, nobody has both; then what deleted streams
    /// have can be swept, owners can release all that other names have, everybody can leave, and nothing stays in the
    /// ledger. Also in a pause and from a delisted vault.
    function invariant_4_EverybodyCanLeave() external {
        uint256 snapshot = vm.snapshotState();
        address[] memory viewers = new address[](3);
        for (uint256 i = 0; i < 3; ++i) viewers[i] = handler.people(i);
        for (uint256 i = 0; i < vaults.length; ++i) {
            ledger.settle(vaults[i], viewers);
            for (uint256 j = names.length; j > 0; --j) _empty(vaults[i], names[j - 1]); // streams before tenants
            for (uint256 j = 0; j < everyone.length; ++j) _leave(vaults[i], everyone[j]);
            vm.assertEq(IERC20(vaults[i]).balanceOf(address(ledger)), 0, "stuck");
        }
        vm.revertToState(snapshot);
    }

    /* 5: NAMES ARE DEBITED BY BILLING ALONE */

    /// @dev Per name: taken = charged (at once and as arrears) + released + swept, each to its own destination. That every
    /// debit came from billing, and a sweep from a deleted stream, is what the journal insists on at each transfer.
    function invariant_5_NamesAreDebitedByBillingAlone() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < names.length; ++j) {
                BillingJournal.Books memory books = handler.booksOf(vaults[i], names[j]);
                (, uint256 taken) = handler.entries(vaults[i], ledger.accountOf(names[j]));
                vm.assertEq(books.toPlatform, books.paid + books.arrearsPaid, "to the platform");
                vm.assertEq(books.toReceiver, books.released, "to the receiver");
                vm.assertEq(books.toTenant, books.swept, "to the tenant");
                vm.assertEq(taken, books.toPlatform + books.toReceiver + books.toTenant, "elsewhere");
            }
        }
    }

    /* 6: EACH RECORD ONCE, AND TO THE UNIT */

    /// @dev A record is charged at most once (the journal insists on it), and its id is used if and only if it was.
    function invariant_6_EachRecordOnce() external view {
        for (uint32 meterNo = 1; meterNo <= handler.METERS(); ++meterNo) {
            uint256 first = handler.FIRST_ID() - 1; // and one after the last
            uint256[] memory times = handler.chargesFrom(meterNo, first, handler.IDS() + 2);
            for (uint256 i = 0; i < times.length; ++i) {
                vm.assertLe(times[i], 1, "charged twice");
                vm.assertEq(billing.isCharged(meterNo, first + i), times[i] == 1, "id");
            }
        }
    }

    /// @dev Per name: owed = shortfalls of the bills it bears − arrears paid − forgiven. Per vault: Σ billed = Σ paid at
    /// once + Σ arrears paid + Σ forgiven + Σ owed, and the platform got all of that but what is forgiven or owed.
    function invariant_6_BilledIsPaidOrOwed() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            (uint256 billed, uint256 settled, uint256 unpaid, uint256 toPlatform) = (0, 0, 0, 0);
            for (uint256 j = 0; j < names.length; ++j) {
                BillingJournal.Books memory books = handler.booksOf(vaults[i], names[j]);
                (uint256 arrears, ) = billing.arrearsOf(names[j], vaults[i]);
                vm.assertEq(arrears, books.shortfalls - books.arrearsPaid - books.forgiven, "arrears");
                billed += books.billed;
                settled += books.paid + books.arrearsPaid;
                unpaid += books.forgiven + arrears;
                toPlatform += books.toPlatform;
            }
            vm.assertEq(billed, settled + unpaid, "billed");
            vm.assertEq(toPlatform, billed - unpaid, "platform");
        }
    }

    /// @dev What a tenant was charged today is the sum of its bills of today.
    function invariant_6_CapsCountEveryBill() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < handler.TENANTS(); ++j) {
                (, uint256 chargedToday) = billing.capOf(names[j], vaults[i]);
                vm.assertEq(chargedToday, handler.chargedOn(names[j], vaults[i], block.timestamp / 1 days), "today");
            }
        }
    }

    /* SUSPENSION AND PUBLIC FUNDING */

    /// @dev A stream has the stop of arrears if and only if it owes in some vault, and a tenant its flag likewise.
    function invariant_ArrearsSuspend() external view {
        for (uint256 j = 0; j < names.length; ++j) {
            bool owes = false;
            for (uint256 i = 0; i < vaults.length; ++i) {
                (uint256 arrears, ) = billing.arrearsOf(names[j], vaults[i]);
                owes = owes || arrears != 0;
            }
            vm.assertEq(billing.isInArrears(names[j]), owes, "in arrears");
            if (j < handler.TENANTS()) {
                vm.assertEq(ledger.isInArrears(registry.nodeOf(names[j]).tenantNo), owes, "tenant's flag");
            } else {
                vm.assertEq(ledger.termsOf(names[j]).stops & Stops.ARREARS != 0, owes, "stream's stop");
            }
        }
    }

    /// @dev What the public brought beyond arrears since a policy was set is what is counted, and at most its cap.
    function invariant_PublicFundingIsCapped() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = handler.TENANTS(); j < names.length; ++j) {
                (IBillingFunding.FundingPolicy memory policy, uint256 funded) = billing.fundingPolicyOf(
                    names[j],
                    vaults[i]
                );
                vm.assertEq(funded, handler.booksOf(vaults[i], names[j]).publicMoney, "counted");
                vm.assertLe(funded, policy.cap, "cap");
            }
        }
    }

    /* HELPERS */

    function _balance(address vault, address account) private view returns (uint256) {
        return ledger.balanceOf(account, uint160(vault));
    }

    /// @dev Pays a name's arrears as far as it can, and takes out all that is left.
    function _empty(address vault, bytes32 name) private {
        address account = ledger.accountOf(name);
        billing.settleArrears(name, vault);
        uint256 balance = _balance(vault, account);
        (uint256 arrears, ) = billing.arrearsOf(name, vault);
        vm.assertTrue(balance == 0 || arrears == 0, "owes what it could pay");
        bytes32 tenantId = registry.nodeOf(name).tenantId;
        if (ledger.termsOf(name).stops & Stops.DELETED != 0) {
            vm.assertEq(billing.releasable(name, vault), 0, "releasable of a deleted stream");
            if (balance != 0) billing.sweep(name, vault);
            vm.assertEq(_balance(vault, account), 0, "left in a deleted stream");
            return;
        }
        vm.startPrank(registry.nodeOf(name).owner);
        billing.setPayoutTerms(tenantId, vault, 0, 0);
        vm.assertEq(billing.releasable(name, vault), balance, "releasable");
        if (balance != 0) billing.release(name, vault);
        vm.stopPrank();
        vm.assertEq(_balance(vault, account), 0, "left");
    }

    /// @dev Takes out everything that can be taken out of an account.
    function _leave(address vault, address account) private {
        if (ledger.available(account, vault) == 0) return;
        if (account == ledger.platformAccount()) {
            ledger.withdrawPlatform(vault);
            return;
        }
        vm.prank(account);
        ledger.withdrawCreator(vault, account);
    }

    function _actions() private pure returns (bytes4[] memory actions) {
        actions = new bytes4[](32);
        actions[0] = BillingHandler.pass.selector;
        actions[1] = BillingHandler.deposit.selector;
        actions[2] = BillingHandler.withdraw.selector;
        actions[3] = BillingHandler.start.selector;
        actions[4] = BillingHandler.settle.selector;
        actions[5] = BillingHandler.tip.selector;
        actions[6] = BillingHandler.fund.selector;
        actions[7] = BillingHandler.setPolicy.selector;
        actions[8] = BillingHandler.charge.selector;
        actions[9] = BillingHandler.resend.selector;
        actions[10] = BillingHandler.rotateKey.selector;
        actions[11] = BillingHandler.announceRate.selector;
        actions[12] = BillingHandler.setCap.selector;
        actions[13] = BillingHandler.settleArrears.selector;
        actions[14] = BillingHandler.release.selector;
        actions[15] = BillingHandler.sweep.selector;
        actions[16] = BillingHandler.setPayoutTerms.selector;
        actions[17] = BillingHandler.setReceiver.selector;
        actions[18] = BillingHandler.setMode.selector;
        actions[19] = BillingHandler.setStreamBalances.selector;
        actions[20] = BillingHandler.setPayee.selector;
        actions[21] = BillingHandler.transferTenant.selector;
        actions[22] = BillingHandler.deleteOrCreate.selector;
        actions[23] = BillingHandler.stopOrResume.selector;
        actions[24] = BillingHandler.pauseOrUnpause.selector;
        actions[25] = BillingHandler.listOrDelist.selector;
        actions[26] = BillingHandler.meddle.selector;
        actions[27] = BillingHandler.payArrears.selector;
        actions[28] = BillingHandler.forgiveArrears.selector;
        actions[29] = BillingHandler.fund.selector; // often, against the bills
        actions[30] = BillingHandler.fund.selector;
        actions[31] = BillingHandler.charge.selector;
    }
}
